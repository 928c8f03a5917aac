import type { Pace } from './pace'

/** How an endpoint is at a moment. */
export type Condition = {
  /** Where it is not, connections are refused and open ones are cut. */
  readonly isUp: boolean
  readonly pace: Pace
  /** Which share of the calls is refused, once they have arrived, and with what. */
  readonly refusedShare: number
  readonly refusals: readonly Refusal[]
}

export type Refusal = { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
