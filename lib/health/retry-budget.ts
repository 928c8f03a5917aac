/**
 * How much failing over has cost lately, as data. Only tries that fail as well are spent: going on to an endpoint that
 * answers is what failover is for, however often it happens, but where those fail too more tries only add to the load.
 */
export type RetryBudget = {
  /** The calls of the last seconds, fading. */
  readonly calls: number
  readonly spent: number
  readonly at: number
}

export const unspentBudget: RetryBudget = { calls: 0, spent: 0, at: 0 }

const fadeMs = 10_000

// Within ten seconds as much as does no harm to anybody, and beyond that a share of the calls: never more than a tenth of
// them once they are many. Source: https://sre.google/sre-book/handling-overload/
const floor = 80
const shareOfCalls = 0.07

// A try after one that may have been worked on is perhaps paid for twice.
const costAfterUnprocessed = 1
const costAfterProcessed = 2

/** What one more try costs after a failure. */
export function retryCost(isUnprocessed: boolean): number {
  return isUnprocessed ? costAfterUnprocessed : costAfterProcessed
}

/** The budget with one more call. */
export function countBudgetCall(budget: RetryBudget, now: number): RetryBudget {
  const known = fade(budget, now)
  return { ...known, calls: known.calls + 1 }
}

/** Whether there is room for one more try of that cost. */
export function hasBudget(budget: RetryBudget, cost: number, now: number): boolean {
  const { calls, spent } = fade(budget, now)
  return spent + cost <= floor + calls * shareOfCalls
}

/** The budget with a cost spent, or with a negative one given back. */
export function spendBudget(budget: RetryBudget, cost: number, now: number): RetryBudget {
  const known = fade(budget, now)
  return { ...known, spent: Math.max(0, known.spent + cost) }
}

function fade({ calls, spent, at }: RetryBudget, now: number): RetryBudget {
  const left = Math.exp(-Math.max(0, now - at) / fadeMs)
  return { calls: calls * left, spent: spent * left, at: now }
}
