import type { ReadableEvent } from '@/lib/upstream/event-reader'

/** Whether any of these events says something: comments and empty lines do not. */
export function hasData(events: readonly ReadableEvent[]): boolean {
  return events.some(({ facts }) => facts.kind !== 'comment')
}
