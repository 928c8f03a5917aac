/** What a plan's callers may use and how much; a limit that is absent does not apply. */
export type Plan = {
  readonly name: string
  readonly requestsPerMinute: number | undefined
  readonly tokensPerMinute: number | undefined
  /** Calls in flight at once. */
  readonly concurrency: number | undefined
  readonly maxTokensPerRequest: number | undefined
  /** The models and zones that may be used; undefined allows all. */
  readonly models: readonly string[] | undefined
  readonly zones: readonly string[] | undefined
  /** What becomes of its callers while the limits cannot be counted: a small local allowance, or nothing. */
  readonly whenUncounted: 'allowance' | 'refused'
  /** `batch` gives way where an instance is nearly full. */
  readonly priority: 'interactive' | 'batch'
  /** Whether a stream that is late may be asked of a second endpoint as well; both may be paid for. */
  readonly hedge: boolean
}

export type Plans = ReadonlyMap<string, Plan>

/** The plan of callers without a credential, where none is required. */
export const anonymousPlan = 'anonymous'
