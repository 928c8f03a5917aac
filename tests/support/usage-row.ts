import { latencyBucket } from '@/lib/usage/latency-bucket'
import type { UsageRow } from '@/lib/usage/usage-store'
import { noSums, type UsageSums } from '@/lib/usage/usage-sums'

/** A row with these sums, and a call for each of these durations. */
export function usageRow(sums: Partial<UsageSums> = {}, durations: readonly number[] = []): UsageRow {
  const counted = new Map<number, number>()
  for (const duration of durations) {
    const bucket = latencyBucket(duration)
    counted.set(bucket, (counted.get(bucket) ?? 0) + 1)
  }
  return { sums: { ...noSums, ...sums }, durations: counted }
}
