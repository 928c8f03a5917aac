import type { UsageRecord } from '@/lib/usage/usage-record'
import type { Dimension, UsageSums } from '@/lib/usage/usage-sums'

/** What was used over a stretch of time, by the values of one dimension. */
export type UsageReport = {
  /** Where the stretch really begins: sums are kept by the hour and the day. Milliseconds since the epoch. */
  readonly from: number
  /** Of all calls, each once: by endpoint a call that failed over stands in several rows. */
  readonly total: UsageSums
  readonly rows: ReadonlyMap<string, UsageRow>
}

export type UsageRow = {
  readonly sums: UsageSums
  /** The calls, by the bucket that their duration falls into. */
  readonly durations: ReadonlyMap<number, number>
}

/** Where usage is summed up for all instances together. Every method rejects where the store is lost. */
export type UsageStore = {
  /** Adds a call's usage; a second time does nothing. Says whether it was added. */
  add(record: UsageRecord): Promise<boolean>
  read(by: Dimension, stretch: { readonly from: number; readonly to: number }): Promise<UsageReport>
}
