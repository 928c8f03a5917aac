import type { Account } from '@/lib/gateway/account-call'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { StreamEnd } from '@/lib/upstream/relay-stream'

/** A call that is over and not recorded yet. */
export type EndedCall = {
  readonly trace: CallTrace
  /** What it used and cost; undefined where it was not accepted. */
  readonly account: Account | undefined
  /** How a stream ended; undefined for a plain answer. */
  readonly end: StreamEnd | undefined
  /** In milliseconds since the epoch. */
  readonly endedAt: number
  readonly status: number
  readonly responseMs: number
}
