import type { UsageRow } from '@/lib/usage/usage-store'
import { addSums, noSums } from '@/lib/usage/usage-sums'

/** Several rows as one. */
export function mergeRows(rows: readonly UsageRow[]): UsageRow {
  const durations = new Map<number, number>()
  for (const row of rows)
    for (const [bucket, count] of row.durations) durations.set(bucket, (durations.get(bucket) ?? 0) + count)
  return { sums: rows.map(({ sums }) => sums).reduce(addSums, noSums), durations }
}
