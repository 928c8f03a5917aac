import type { Plan } from '@/lib/access/plan'

/** How much a caller may use; undefined where there is no limit. */
export type Limits = Pick<Plan, 'requestsPerMinute' | 'tokensPerMinute' | 'concurrency'>

/** What is used of a limit that counts over a minute. */
export type WindowUse = {
  readonly used: number
  /** Seconds until nothing of it is used any more. */
  readonly resetSeconds: number
}

/** A call that was counted: what is to be given back when it is over. */
export type Reservation = {
  readonly caller: string
  /** The id under which its place among the calls in flight is held. */
  readonly slot: string
  /** The second, since the epoch and by the counter's clock, under which its tokens are counted; 0 where that was not told. */
  readonly second: number
  readonly tokens: number
}

export type LimitName = 'requests' | 'tokens' | 'concurrency'

/** What counting a call came to. */
export type LimitVerdict =
  | {
      readonly kind: 'admitted'
      readonly reservation: Reservation
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
