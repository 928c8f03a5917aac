import type { Sample } from '@/lib/status/prometheus-text'
import { bucketMs } from '@/lib/usage/latency-bucket'

type Options = {
  readonly labels: Readonly<Record<string, string>>
  /** The upper bounds, in seconds, ascending. */
  readonly bounds: readonly number[]
  /** How many of the counted units a second has: 1000 where they are milliseconds. */
  readonly unitsPerSecond: number
}

/** A histogram of durations that are counted by our finer buckets: each of these counts as its middle. */
export function histogramSamples(
  durations: ReadonlyMap<number, number>,
  { labels, bounds, unitsPerSecond }: Options,
): readonly Sample[] {
  const values = [...durations].map(([bucket, count]) => ({
    seconds: bucketMs(bucket) / unitsPerSecond,
    count,
  }))
  const upTo = (bound: number) =>
    values.reduce((sum, { seconds, count }) => (seconds <= bound ? sum + count : sum), 0)
  const bucket = (le: string, value: number) => ({ labels: { ...labels, le }, value, suffix: '_bucket' })
  const total = upTo(Number.POSITIVE_INFINITY)
  const sum = values.reduce((all, { seconds, count }) => all + seconds * count, 0)
  return [
    ...bounds.map(bound => bucket(String(bound), upTo(bound))),
    bucket('+Inf', total),
    { labels, value: Math.round(sum * 1e6) / 1e6, suffix: '_sum' },
    { labels, value: total, suffix: '_count' },
  ]
}
