import { createEventSplitter } from '@/lib/openai/event-splitter'
import type { EventFacts } from '@/lib/operations/event-facts'
import { readEvent } from '@/lib/operations/read-event'
import type { WireFormat } from '@/lib/operations/wire-format'

export type ReadableEvent = { readonly bytes: Uint8Array<ArrayBuffer>; readonly facts: EventFacts }

/** Reads a response body event by event. */
export type EventReader = {
  /** The next completed events, at least one; undefined at the end; `too-large` for an event beyond the limit. */
  next(): Promise<readonly ReadableEvent[] | 'too-large' | undefined>
}

// One event of a chat stream holds a few words; the whole stream at most what a model can say.
const wordsLimitBytes = 1024 * 1024
const allWordsLimitBytes = 50 * 1024 * 1024

export function createEventReader(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  format: Partial<WireFormat> = {},
): EventReader {
  const { readData, eventLimitBytes = wordsLimitBytes, streamLimitBytes = allWordsLimitBytes } = format
  const reader = body.getReader()
  const splitter = createEventSplitter()
  let total = 0
  return {
    async next() {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return undefined
        total += value.length
        const events = splitter.push(value)
        const isTooLarge = events.some(event => event.length > eventLimitBytes)
        if (isTooLarge || splitter.heldBytes() > eventLimitBytes || total > streamLimitBytes)
          return 'too-large'
        if (events.length > 0) return events.map(bytes => ({ bytes, facts: readEvent(bytes, readData) }))
      }
    },
  }
}
