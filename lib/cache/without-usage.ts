import { splitEvents } from '@/lib/openai/event-splitter'
import { readEvent } from '@/lib/operations/read-event'

/** The events of a stream without the one that tells nothing but the usage. */
export function withoutUsage(events: string): string {
  const decoder = new TextDecoder()
  return splitEvents(events)
    .filter(event => {
      const facts = readEvent(event)
      return !(facts.kind === 'chunk' && facts.isUsageOnly)
    })
    .map(event => decoder.decode(event))
    .join('')
}
