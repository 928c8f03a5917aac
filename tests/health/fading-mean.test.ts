import { describe, expect, it } from 'vitest'
import { type FadingMean, observeMean, recordSample, slowMs, typicalMs } from '@/lib/health/fading-mean'
import { moment } from '../support/moment'
import { seededRandom } from '../support/seeded-random'

function meanOf(
  samples: readonly number[],
  { everyMs = 0, from }: { everyMs?: number; from?: FadingMean } = {},
) {
  return samples.reduce<FadingMean | undefined>(
    (mean, sample, at) => recordSample(mean, { milliseconds: sample, now: moment + at * everyMs }),
    from,
  )
}

const typicalOf = (...given: Parameters<typeof meanOf>) => {
  const mean = meanOf(...given)
  return mean === undefined ? undefined : typicalMs(mean)
}

const repeated = (milliseconds: number, count: number) => Array.from({ length: count }, () => milliseconds)

describe('what is typical', () => {
  it('of one sample is that sample', () => {
    expect(meanOf([250])).toEqual({ meanLog: Math.log(250), varianceLog: 0, weight: 1, at: moment })
    expect(typicalOf([250])).toBeCloseTo(250)
  })

  it('of several at once is their geometric mean', () => {
    expect(typicalOf([100, 400])).toBeCloseTo(200)
    expect(typicalOf([100, 100, 800])).toBeCloseTo(200)
  })

  it('is not moved far by one long answer among twenty short ones', () => {
    expect(typicalOf([...repeated(100, 20), 10_000])).toBeLessThan(130)
  })

  it('does not depend on the order of samples of one moment', () => {
    expect(typicalOf([50, 700, 120, 90])).toBeCloseTo(typicalOf([90, 120, 700, 50]) ?? 0)
  })

  it.each([0, 0.4, -5])('of %s ms is a millisecond', sample => {
    expect(typicalOf([sample])).toBe(1)
  })
})

describe('how much samples vary', () => {
  it('is nothing where all are the same', () => {
    const mean = meanOf(repeated(300, 5))
    expect(mean?.varianceLog).toBeCloseTo(0)
    expect(mean && slowMs(mean)).toBeCloseTo(300)
  })

  it('is the variance of their logarithms', () => {
    const logs = [100, 200, 400, 800].map(Math.log)
    const mean = logs.reduce((sum, each) => sum + each, 0) / logs.length
    const variance = logs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / logs.length
    expect(meanOf([100, 200, 400, 800])?.varianceLog).toBeCloseTo(variance)
  })

  it('tells what nineteen of twenty stay below', () => {
    const random = seededRandom(1)
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const samples = Array.from({ length: 5000 }, () => 400 * Math.exp(0.5 * normal()))
    const mean = meanOf(samples)
    const below = samples.filter(each => mean !== undefined && each < slowMs(mean)).length
    expect(below / samples.length).toBeCloseTo(0.95, 1)
  })
})

describe('what fades', () => {
  it('is the weight of earlier samples, to a third in ten seconds', () => {
    const known = meanOf(repeated(100, 100))
    expect(recordSample(known, { milliseconds: 100, now: moment + 10_000 }).weight).toBeCloseTo(
      1 + 100 / Math.E,
    )
  })

  it('is never the weight of the last six', () => {
    expect(meanOf(repeated(100, 20), { everyMs: 60_000 })?.weight).toBe(7)
    expect(recordSample(meanOf(repeated(100, 3)), { milliseconds: 100, now: moment + 60_000 }).weight).toBe(4)
  })

  it('is followed by a new sample counting for a seventh where samples are rare', () => {
    const rare = meanOf(repeated(100, 20), { everyMs: 60_000 })
    const next = recordSample(rare, { milliseconds: 1000, now: (rare?.at ?? 0) + 60_000 })
    expect(next.meanLog).toBeCloseTo(Math.log(100) + Math.log(10) / 7)
  })

  it('lets a lasting change show within seconds where samples are many', () => {
    const before = meanOf(repeated(500, 600), { everyMs: 100 })
    const at = before?.at ?? 0
    const after = repeated(1500, 200).reduce(
      (mean, sample, index) => recordSample(mean, { milliseconds: sample, now: at + index * 100 }),
      before ?? recordSample(undefined, { milliseconds: 1, now: at }),
    )
    expect(typicalMs(after)).toBeGreaterThan(1200)
  })

  it('is everything after five minutes', () => {
    const mean = meanOf([100, 200])
    expect(observeMean(mean, { now: moment + 300_000 })).toEqual(mean)
    expect(observeMean(mean, { now: moment + 300_001 })).toBeUndefined()
    expect(observeMean(undefined, { now: moment })).toBeUndefined()
    expect(recordSample(mean, { milliseconds: 900, now: moment + 300_001 })).toMatchObject({
      weight: 1,
      varianceLog: 0,
    })
  })

  it('is nothing where the clock was set back', () => {
    expect(recordSample(meanOf(repeated(100, 50)), { milliseconds: 100, now: moment - 600_000 }).weight).toBe(
      51,
    )
  })
})

it('a thousand samples of one moment stay a number', () => {
  const mean = meanOf([...repeated(1, 1000), Number.MAX_VALUE])
  expect([mean?.meanLog, mean?.varianceLog, mean?.weight].every(Number.isFinite)).toBe(true)
})
