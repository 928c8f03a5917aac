// What a rival must be better by before it overtakes those whom the prior order prefers, so that noise decides nothing.
const leadShare = 0.2
const leadMs = 30

// Where the way has been probed once and no more: to open a connection, in an instance that is new, can take as long by itself.
const earlyLeadMs = 100

/** What there is to be waited for an endpoint, in milliseconds, and whether more tells so than one probe. */
type Wait = { readonly excess: number; readonly isSettled: boolean }

/** Whether a wait in milliseconds is shorter than another by 20 % and by 30 ms; by 100 ms where only one probe tells that. */
export function isClearlyBetter(wait: number, { excess, isSettled }: Wait): boolean {
  return wait <= Math.min(excess * (1 - leadShare), excess - (isSettled ? leadMs : earlyLeadMs))
}
