/** A stream's events in the order they are written; `data: [DONE]` comes after them. */
export interface StreamPlan {
  opening: string[]
  /** The events that carry a piece of the answer: the ones that faults count. */
  content: string[]
  closing: string[]
}

/** One event of a stream, as it is written on the wire. */
export function toEvent(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`
}
