import type { BenchCall } from './bench-call'
import { normalAt } from './normal-at'
import { quantile } from './quantile'
import { strata } from './strata'
import { traceQuantiles } from './trace-quantiles'

/** How long an endpoint takes to its first token: base and prefill with lognormal noise, or known percentiles. */
export type Pace =
  | {
      readonly kind: 'prefill'
      readonly baseMs: number
      readonly msPerToken: number
      /** The noise's standard deviation, of the logarithm. */
      readonly sigma: number
    }
  | { readonly kind: 'percentiles'; readonly points: readonly (readonly [level: number, ms: number])[] }

/** Milliseconds from an endpoint's receipt of a call to its first token. */
export function timeToFirstToken(call: Pick<BenchCall, 'contextTokens' | 'luck'>, pace: Pace): number {
  if (pace.kind === 'percentiles') return Math.exp(between(pace.points, call.luck))
  return (pace.baseMs + pace.msPerToken * call.contextTokens) * Math.exp(pace.sigma * normalAt(call.luck))
}

// Between known percentiles the logarithm grows evenly, as the tails of waiting times do.
function between(points: Extract<Pace, { kind: 'percentiles' }>['points'], level: number): number {
  const above = Math.max(
    1,
    points.findIndex(([known]) => known >= level),
  )
  const [fromLevel, fromMs] = points[above - 1] ?? [0, 1]
  const [toLevel, toMs] = points[above] ?? [1, 1]
  const share = (level - fromLevel) / (toLevel - fromLevel)
  return Math.log(fromMs) + share * (Math.log(toMs) - Math.log(fromMs))
}

// Every length with every luck: enough of them that the mean is right within 1 %.
const steps = strata(60, () => 0)
const known = new Map<Pace, number>()

/** The mean of that time over the calls of the trace. */
export function meanTimeToFirstToken(pace: Pace): number {
  const kept = known.get(pace)
  if (kept !== undefined) return kept
  const times = steps.flatMap(length => {
    const contextTokens = quantile(traceQuantiles.contextTokens, length)
    return steps.map(luck => timeToFirstToken({ contextTokens, luck }, pace))
  })
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length
  known.set(pace, mean)
  return mean
}
