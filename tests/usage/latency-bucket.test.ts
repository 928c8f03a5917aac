import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketMs, latencyBucket, percentileMs } from '@/lib/usage/latency-bucket'

const durations = fc.double({ min: 1, max: 600_000, noNaN: true })

describe('the bucket of a duration', () => {
  it('tells it within five in a hundred', () => {
    fc.assert(
      fc.property(durations, ms => {
        expect(Math.abs(bucketMs(latencyBucket(ms)) / ms - 1)).toBeLessThan(0.05)
      }),
    )
  })

  it('is a whole number, and no longer one has a lower', () => {
    fc.assert(
      fc.property(durations, durations, (one, other) => {
        const [short, long] = one < other ? [one, other] : [other, one]
        expect(Number.isInteger(latencyBucket(short))).toBe(true)
        expect(latencyBucket(short)).toBeLessThanOrEqual(latencyBucket(long))
      }),
    )
  })

  it.each([0, 0.5, 1, -5])('is the first for %d ms', ms => {
    expect(latencyBucket(ms)).toBe(0)
    expect(bucketMs(0)).toBe(1)
  })

  it('are few enough to be kept for every row', () => {
    expect(latencyBucket(300_000)).toBeLessThan(150)
  })
})

describe('a percentile', () => {
  const counted = (...values: readonly number[]) => {
    const counts = new Map<number, number>()
    for (const ms of values) counts.set(latencyBucket(ms), (counts.get(latencyBucket(ms)) ?? 0) + 1)
    return counts
  }

  it('of nothing is nothing', () => {
    expect(percentileMs(new Map(), 0.5)).toBeUndefined()
  })

  it('of one duration is that one', () => {
    for (const share of [0.01, 0.5, 0.99, 1])
      expect(percentileMs(counted(100), share)).toBeCloseTo(bucketMs(latencyBucket(100)))
  })

  it('passes over what is rarer', () => {
    const counts = counted(...Array.from({ length: 98 }, () => 100), 2000, 9000)
    expect(percentileMs(counts, 0.5)).toBe(bucketMs(latencyBucket(100)))
    expect(percentileMs(counts, 0.98)).toBe(bucketMs(latencyBucket(100)))
    expect(percentileMs(counts, 0.99)).toBe(bucketMs(latencyBucket(2000)))
    expect(percentileMs(counts, 1)).toBe(bucketMs(latencyBucket(9000)))
  })

  it('does not depend on the order in which buckets are counted', () => {
    const counts = counted(9000, 10, 10, 500)
    expect(percentileMs(counts, 0.5)).toBe(bucketMs(latencyBucket(10)))
    expect(percentileMs(counts, 0.75)).toBe(bucketMs(latencyBucket(500)))
  })

  it('is the one that sorting tells, within five in a hundred', () => {
    const some = fc.array(durations, { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(some, fc.constantFrom(0.5, 0.95, 0.99), (values, share) => {
        const sorted = [...values].sort((one, other) => one - other)
        const exact = sorted[Math.ceil(Math.round(share * values.length * 1e6) / 1e6) - 1] ?? Number.NaN
        expect(Math.abs((percentileMs(counted(...values), share) ?? 0) / exact - 1)).toBeLessThan(0.05)
      }),
      { numRuns: 300 },
    )
  })
})
