import { latencyOf } from '@/lib/status/latency-of'
import type { Seen, UsageRow } from '@/lib/usage/usage-store'
import { noSums } from '@/lib/usage/usage-sums'

/** What became of calls since a canary began: of its own, and of those that might have been. */
export type CanaryFigures = {
  readonly calls: number
  /** Calls that ended with an error. */
  readonly errors: number
  readonly errorRate: number | null
  /** Calls that were answered after an endpoint had failed them. */
  readonly rescued: number
  /** To the first content of streams, and of how many. */
  readonly latencyMs: { readonly p50: number | null; readonly p95: number | null }
  readonly samples: number
}

/** Sums up one side of a canary. */
export function canaryFigures(seen: Seen, side: 'canary' | 'control'): CanaryFigures {
  const { sums, durations }: UsageRow = seen.get(`canary/${side}`) ?? { sums: noSums, durations: new Map() }
  const { p50, p95, samples } = latencyOf({ durations })
  // What somebody else has written must not make more errors than calls.
  const errors = Math.min(sums.errors, sums.requests)
  return {
    calls: sums.requests,
    errors,
    errorRate: sums.requests === 0 ? null : Math.round((errors / sums.requests) * 1e4) / 1e4,
    rescued: Math.min(sums.rescued, sums.requests),
    latencyMs: { p50, p95 },
    samples,
  }
}
