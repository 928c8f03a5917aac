/** The zone that a caller narrows its call to. An empty header is the name of none, and so leaves none: it never widens. */
export function askedZone(headers: Headers): string | undefined {
  return headers.get('x-route-zone') ?? undefined
}
