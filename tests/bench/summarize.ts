import type { PolicyResult } from './outcome'
import { quantile } from './quantile'

/** One line of a scenario's table. */
export type Summary = {
  readonly policy: string
  readonly calls: number
  /** Of the calls that were answered, in milliseconds. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /** Shares between 0 and 1. */
  readonly errorRate: number
  readonly attemptsPerCall: number
  readonly probesPerCall: number
}

/** Sums up a policy's counted calls. */
export function summarize({ policy, outcomes, backgroundProbes }: PolicyResult): Summary {
  const times = outcomes
    .flatMap(({ firstContentMs }) => firstContentMs ?? [])
    .sort((one, other) => one - other)
  const calls = outcomes.length
  const sum = (key: 'attempts' | 'probes') => outcomes.reduce((total, outcome) => total + outcome[key], 0)
  return {
    policy,
    calls,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    p99: quantile(times, 0.99),
    errorRate: (calls - times.length) / calls,
    attemptsPerCall: sum('attempts') / calls,
    probesPerCall: (sum('probes') + backgroundProbes) / calls,
  }
}
