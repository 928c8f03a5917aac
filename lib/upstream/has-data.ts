import type { ReadableEvent } from '@/lib/upstream/event-reader'

/**
 * Whether any of these events says something: comments and empty lines do not, nor do the pings of a timer. An empty piece of an
 * answer does: a model has made it, as it does by the hundred while it thinks unseen, and is not to be cut off for that.
 */
export function hasData(events: readonly ReadableEvent[]): boolean {
  return events.some(({ facts }) => facts.kind !== 'comment')
}
