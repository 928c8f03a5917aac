import type { CacheResult } from './cache-outcome'
import { quantile } from './quantile'

/** One line of the table. */
export type CacheSummary = {
  readonly setUp: string
  /** Between 0 and 1, of all calls. */
  readonly hitRate: number
  /** Of the calls that were answered, in milliseconds. */
  readonly mean: number
  readonly p50: number
  readonly p95: number
  readonly upstreamCalls: number
  readonly failures: number
}

/** Sums up a set-up's counted calls. */
export function summarizeCache({ setUp, outcomes, upstreamCalls }: CacheResult): CacheSummary {
  const answered = outcomes.filter(({ failure }) => failure === undefined)
  const times = answered.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other)
  return {
    setUp,
    hitRate: answered.filter(({ isHit }) => isHit).length / outcomes.length,
    mean: times.reduce((sum, time) => sum + time, 0) / times.length,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    upstreamCalls,
    failures: outcomes.length - answered.length,
  }
}
