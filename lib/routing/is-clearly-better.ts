// What a rival must be better by before it overtakes those whom the prior order prefers, so that noise decides nothing.
const leadShare = 0.2
const leadMs = 30

/** Whether a wait is shorter than another by 20 % and by 30 ms, both in milliseconds. */
export function isClearlyBetter(wait: number, than: number): boolean {
  return wait <= Math.min(than * (1 - leadShare), than - leadMs)
}
