export type NamedEvent = { readonly type: string; readonly [field: string]: unknown }

/** Events as they are written on the wire, each named by its type. */
export function namedEvents(events: readonly NamedEvent[]): string {
  return events.map(event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
}
