import type { Plan } from '@/lib/access/plan'

/** How much a caller may use; undefined where there is no limit. */
export type Limits = Pick<Plan, 'requestsPerMinute' | 'tokensPerMinute' | 'concurrency'>

/** What is used of a limit that counts over a minute. */
export type WindowUse = {
  readonly used: number
  /** Seconds until nothing of it is used any more. */
  readonly resetSeconds: number
}

/** What may be spent of a budget, and under which name the shared counter keeps it. */
export type Budget = {
  readonly name: string
  /** Whole nano-dollars. */
  readonly limit: number
  /** For how long after the last call it is remembered. */
  readonly seconds: number
}

/** A call that was counted: what is to be given back when it is over. */
export type Reservation = {
  readonly caller: string
  /** The id under which its place among the calls in flight is held. */
  readonly slot: string
  /** The second, since the epoch and by the counter's clock, under which its tokens are counted; 0 where that was not told. */
  readonly second: number
  readonly tokens: number
  /** The budgets that it was charged to in advance, and how much, in nano-dollars. */
  readonly budgets: readonly string[]
  readonly nanoUsd: number
}

/** What a call really used. */
export type Settlement = { readonly tokens: number; readonly nanoUsd: number }

export type LimitName = 'requests' | 'tokens' | 'concurrency' | 'budget'

/** What counting a call came to. */
export type LimitVerdict =
  | {
      readonly kind: 'admitted'
      readonly reservation: Reservation
      readonly requests: WindowUse
      readonly tokens: WindowUse
    }
  /** The call was begun before, and what is known of that; it was counted as a request, and holds nothing. */
  | {
      readonly kind: 'repeated'
      readonly known: string
      readonly requests: WindowUse
      readonly tokens: WindowUse
    }
  | {
      readonly kind: 'limited'
      readonly by: LimitName
      /** Seconds until it may be tried again. */
      readonly retryAfterSeconds: number
      readonly requests: WindowUse
      readonly tokens: WindowUse
    }
