/** The zone that a caller narrows its call to; an empty header narrows nothing. */
export function askedZone(headers: Headers): string | undefined {
  return headers.get('x-route-zone') || undefined
}
