import type { Reservation, Settlement } from '@/lib/access/limits'
import type { UsageRecord } from '@/lib/usage/usage-record'

/** A call that is over: what it held and used, its usage and its receipt. */
export type ClosedCall = {
  readonly reservation: Reservation
  readonly used: Settlement
  readonly record: UsageRecord
  readonly receipt: string
}

/** What was done of a call that was to be closed. */
export type Closed = { readonly isSettled: boolean; readonly isRecorded: boolean }

/** Settles calls and adds their usage in one request, each whatever becomes of the others. */
export type ClosingStore = {
  /** Says of each what was done; rejects where the store is lost and perhaps nothing was. */
  close(calls: readonly ClosedCall[]): Promise<readonly Closed[]>
}
