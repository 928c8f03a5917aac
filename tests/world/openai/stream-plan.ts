/** A stream's events in the order they are written. */
export interface StreamPlan {
  opening: string[]
  /** The events that carry a piece of the answer: the ones that faults count. */
  content: string[]
  closing: string[]
  /** What says that the stream is whole, and is left out by `no-done`; without it, `data: [DONE]`. */
  end?: string
  /** How faults write events that fit into this stream; without it, as chat does. */
  format?: StreamFormat
}

/** What faults write into a stream; `written` is how many events stand before. */
export interface StreamFormat {
  /** A content event with this text. */
  piece(text: string, written: number): string
  /** The event that says that the server failed, after which nothing comes. */
  failure(written: number): string
  /** A content event whose data is no JSON. */
  malformed(written: number): string
  /** Keeps the connection open; without it, a comment. */
  ping?: string
}

/** One event of a stream, as it is written on the wire. */
export function toEvent(data: unknown, name?: string): string {
  const line = `data: ${JSON.stringify(data)}\n\n`
  return name === undefined ? line : `event: ${name}\n${line}`
}
