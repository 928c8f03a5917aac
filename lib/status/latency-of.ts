import { percentileMs } from '@/lib/usage/latency-bucket'
import type { UsageRow } from '@/lib/usage/usage-store'

/** How long something took, in milliseconds, and how many samples say so; null where none does. */
export type Latency = {
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly samples: number
}

/** The percentiles of a row's durations. They are counted by buckets, and so told within five in a hundred. */
export function latencyOf({ durations }: Pick<UsageRow, 'durations'>): Latency {
  const at = (share: number) => {
    const milliseconds = percentileMs(durations, share)
    return milliseconds === undefined ? null : Math.round(milliseconds)
  }
  const samples = [...durations.values()].reduce((sum, count) => sum + count, 0)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), samples }
}
