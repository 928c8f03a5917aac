import type { UsageRecord } from '@/lib/usage/usage-record'
import type { Dimension, SumRow, UsageSums } from '@/lib/usage/usage-sums'

/** What was used over a stretch of time, by the values of one dimension. */
export type UsageReport = {
  /** Where the stretch really begins: sums are kept by the minute, the hour and the day. Milliseconds since the epoch. */
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

/** The rows of one stretch of time, by kind and value: `pair/sin1|fra`. */
export type Seen = ReadonlyMap<string, UsageRow>

/** What was seen of late. */
export type SeenLately = {
  /** Each minute by endpoint (`tried`, `probed`), the oldest first; of hours without durations. */
  readonly minutes: readonly Seen[]
  /** All of them together by edge and by country (`pair`, `probe`, `place`), without sums: a row says that there was something. */
  readonly together: Seen
}

/** What was counted while a canary was on, and what was told of it where it is off: its mark as it was stored. */
export type CanaryCounts = { readonly seen: Seen; readonly mark: string | undefined }

/** A receipt as text, or what writes it. */
export type WrittenReceipt = string | (() => Promise<string>)

/** Where usage is summed up for all instances together. Every method rejects where the store is lost. */
export type UsageStore = {
  /** Adds what was seen and belongs to no call that was let in. */
  addSeen(rows: readonly SumRow[], at: number): Promise<void>
  /** Everything since the beginning, as counters have it. */
  totals(): Promise<Seen>
  /** What was seen in so many minutes or hours up to now. */
  seenLately(stretch: {
    readonly step: 'minute' | 'hour'
    readonly count: number
    readonly to: number
  }): Promise<SeenLately>
  /** What a canary's calls, and those that it is compared with, came to (`canary/canary`, `canary/control`), and its mark. */
  canary(version: string): Promise<CanaryCounts>
  /** The sums of some rows in each of so many minutes, hours or days up to now, the oldest first. */
  seen(
    rows: readonly string[],
    stretch: { readonly step: 'minute' | 'hour' | 'day'; readonly count: number; readonly to: number },
  ): Promise<readonly Seen[]>
  /**
   * Adds a call's usage, and keeps its receipt for seven days; a second time does nothing. Says whether it was added. A receipt
   * that is yet to be written is written when it is kept, or only when somebody asks for it.
   */
  add(record: UsageRecord, receipt?: WrittenReceipt): Promise<boolean>
  /** The receipts that are kept of the calls of one request id, the newest first. */
  receipts(requestId: string): Promise<readonly string[]>
  read(by: Dimension, stretch: { readonly from: number; readonly to: number }): Promise<UsageReport>
}
