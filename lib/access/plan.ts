import type { Priority } from '@/lib/models/catalogue'

/** What a plan's callers may use and how much; a limit that is absent does not apply. */
export type Plan = {
  readonly name: string
  readonly requestsPerMinute: number | undefined
  readonly tokensPerMinute: number | undefined
  /** Calls in flight at once. */
  readonly concurrency: number | undefined
  readonly maxTokensPerRequest: number | undefined
  /** What each caller may spend, in US dollars: by the day and the month of UTC, and within one session of its own. */
  readonly budgetUsdPerDay: number | undefined
  readonly budgetUsdPerMonth: number | undefined
  readonly budgetUsdPerSession: number | undefined
  /** The models and zones that may be used; undefined allows all. */
  readonly models: readonly string[] | undefined
  readonly zones: readonly string[] | undefined
  /** What becomes of its callers while the limits cannot be counted: a small local allowance, or nothing. */
  readonly whenUncounted: 'allowance' | 'refused'
  /** Whether calls are let in before they are counted while their caller is far from its limits. */
  readonly localAllowance: boolean
  /** `batch` gives way where an instance is nearly full. */
  readonly priority: 'interactive' | 'batch'
  /** Whether a stream that is late may be asked of a second endpoint as well; both may be paid for. */
  readonly hedge: boolean
  /** What becomes of a prompt that is longer than its model's window: refused, sent to a larger model, or cut at its oldest turns. */
  readonly overflow: 'refuse' | 'larger' | 'trim'
  /** What a model is chosen by for those who ask for `auto`; undefined leaves it to the call. */
  readonly autoPriority: Priority | undefined
  /** What one call may cost, in US dollars, before the operator is told of it. */
  readonly alertUsdPerCall: number | undefined
  /** Which answers may be given again: to calls that leave nothing to chance, to any, or none. */
  readonly cache: 'deterministic' | 'any' | 'off'
  /** Whom they may be given to: the caller that they were given to first, or all of the plan. */
  readonly cacheScope: 'caller' | 'plan'
}

export type Plans = ReadonlyMap<string, Plan>

/** The plan of callers without a credential, where none is required. */
export const anonymousPlan = 'anonymous'
