/** What went over the wire: half of a surrogate pair is written as an escape, and -0 as 0. */
export function asSent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
