import { splitEvents } from '@/lib/openai/event-splitter'
import { readEvent } from '@/lib/operations/read-event'
import type { WireFormat } from '@/lib/operations/wire-format'
import { advance, type StreamProgress, untouched } from '@/lib/upstream/stream-progress'

/** How far a stream of a format has come with these events. */
export function progressOf(events: string, { readData }: Pick<WireFormat, 'readData'>): StreamProgress {
  return splitEvents(events)
    .map(event => readEvent(event, readData))
    .reduce(advance, untouched)
}
