import type { Summary } from './summarize'

type Percentile = 'p50' | 'p95' | 'p99'

/** How much slower one is than another at a percentile: 0.05 is 5 % slower, below 0 is faster. */
export function regret(
  one: Pick<Summary, Percentile>,
  { than, at }: { than: Pick<Summary, Percentile>; at: Percentile },
): number {
  return one[at] / than[at] - 1
}
