import type { Reservation, Settlement } from '@/lib/access/limits'
import type { UsageRecord } from '@/lib/usage/usage-record'

/** A call that is over: what it held and used, its usage and its receipt. */
export type ClosedCall = {
  readonly reservation: Reservation
  readonly used: Settlement
  readonly record: UsageRecord
  readonly receipt: string
}

/** Settles a call and adds its usage in one request, each whatever becomes of the other. */
export type ClosingStore = {
  /** Says what was done; rejects where the store is lost and perhaps nothing was. */
  close(call: ClosedCall): Promise<{ readonly isSettled: boolean; readonly isRecorded: boolean }>
}
