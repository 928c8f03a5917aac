/** How many values fell into each of the buckets, by a bucket's number. */
export type Histogram = Map<number, number>

// Each bucket ends two per cent above where it begins; the first one ends at a microsecond.
const growth = Math.log(1.02)
const leastMs = 0.001

export function addTo(histogram: Histogram, milliseconds: number): void {
  const bucket = Math.max(0, Math.ceil(Math.log(Math.max(milliseconds, leastMs) / leastMs) / growth))
  histogram.set(bucket, (histogram.get(bucket) ?? 0) + 1)
}

/** The value at a level between 0 and 1, to two per cent; NaN of nothing. */
export function histogramQuantile(histogram: Histogram, level: number): number {
  const buckets = [...histogram].sort(([one], [other]) => one - other)
  const total = buckets.reduce((sum, [, count]) => sum + count, 0)
  let passed = 0
  for (const [bucket, count] of buckets) {
    passed += count
    if (passed >= level * total) return leastMs * Math.exp(bucket * growth)
  }
  return Number.NaN
}
