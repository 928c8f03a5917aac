import type { Identity } from '@/lib/access/identity'
import type { Budget, LimitVerdict, Reservation } from '@/lib/access/limits'
import type { Plan } from '@/lib/access/plan'

/**
 * What counting a call came to, and who counted: all instances together; this one alone, where there is no shared store;
 * or this one for a while, within an allowance of its own, because the store is away.
 */
export type Counted = {
  readonly verdict: LimitVerdict
  readonly counter: 'shared' | 'local' | 'allowance'
  /** What the shared store may hold for the call though it fell silent over it. */
  readonly held?: Reservation | undefined
  /** Ends once a call that was let in before it was counted is counted, or cannot be. */
  readonly counting?: Promise<void> | undefined
  /** What lies in the store under the cache key. */
  readonly cached?: string | undefined
  /** How often the caller's answers have been thrown away, where somebody knows. */
  readonly epoch?: number | undefined
}

/** A call that is to be counted. */
export type CountAsk = {
  readonly identity: Identity
  readonly plan: Plan
  /** The edge whose health is to be read along where it is time. */
  readonly edge: string
  /** An id of this admission alone, under which its slot is held. */
  readonly slot: string
  /** The tokens that the call is estimated to use. */
  readonly tokens: number
  readonly budgets: readonly Budget[]
  /** The most that it is expected to cost. */
  readonly nanoUsd: number
  readonly cacheKey: string | undefined
  readonly owner: string
  readonly once: { readonly name: string; readonly claim: string } | undefined
}
