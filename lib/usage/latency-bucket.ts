// Each bucket is a tenth wider than the one before, so a percentile is told within five in a hundred.
const growth = Math.log(1.1)

/** The number of the bucket that a duration falls into. */
export function latencyBucket(milliseconds: number): number {
  return Math.round(Math.log(Math.max(1, milliseconds)) / growth)
}

/** The middle of a bucket, in milliseconds. */
export function bucketMs(bucket: number): number {
  return Math.exp(bucket * growth)
}

/** A percentile (0 to 1) of durations counted by bucket, in milliseconds; undefined where there are none. */
export function percentileMs(counts: ReadonlyMap<number, number>, share: number): number | undefined {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  let left = share * total
  for (const [bucket, count] of [...counts].sort(([one], [other]) => one - other)) {
    left -= count
    if (left <= 0) return bucketMs(bucket)
  }
  return undefined
}
