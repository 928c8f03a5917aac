import { concatenate } from '@/lib/openai/read-limited'

const lineFeed = 10
const carriageReturn = 13

/** Cuts a server-sent event stream into whole events without changing a byte. */
export type EventSplitter = {
  /** Takes the next bytes and returns the events that they complete, each with its closing blank line. */
  push(chunk: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[]
  /** How many bytes of an event that is not yet complete are held. */
  heldBytes(): number
}

/**
 * Creates a splitter for one stream. An event ends at an empty line; lines end in LF, CR LF or CR.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function createEventSplitter(): EventSplitter {
  let held: Uint8Array<ArrayBuffer>[] = []
  let heldLength = 0
  let lineIsEmpty = true
  let afterReturn = false

  // Returns whether this byte ends an event. The LF of a CR LF ends nothing: its CR did.
  const endsEvent = (byte: number): boolean => {
    const isEnd = byte === carriageReturn || (byte === lineFeed && !afterReturn)
    const ends = isEnd && lineIsEmpty
    if (isEnd) lineIsEmpty = true
    else if (byte !== lineFeed) lineIsEmpty = false
    afterReturn = byte === carriageReturn
    return ends
  }

  return {
    push(chunk) {
      const events: Uint8Array<ArrayBuffer>[] = []
      let start = 0
      for (let at = 0; at < chunk.length; at++) {
        if (!endsEvent(chunk[at] ?? 0)) continue
        // Keep the LF of a closing CR LF with its event where it is already here.
        if (chunk[at] === carriageReturn && chunk[at + 1] === lineFeed) endsEvent(chunk[++at] ?? 0)
        held.push(chunk.subarray(start, at + 1))
        events.push(concatenate(held, heldLength + at + 1 - start))
        held = []
        heldLength = 0
        start = at + 1
      }
      if (start < chunk.length) {
        held.push(chunk.subarray(start))
        heldLength += chunk.length - start
      }
      return events
    },
    heldBytes: () => heldLength,
  }
}

/** The whole events of a text. */
export function splitEvents(text: string): readonly Uint8Array<ArrayBuffer>[] {
  return createEventSplitter().push(new TextEncoder().encode(text))
}
