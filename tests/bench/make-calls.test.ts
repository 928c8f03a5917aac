import { describe, expect, it } from 'vitest'
import { edges } from './edges'
import { makeCalls } from './make-calls'
import { quantile } from './quantile'
import { traceQuantiles } from './trace-quantiles'

const load = { seed: 3, rate: 20, seconds: 60, warmUpSeconds: 5 }
const calls = makeCalls(load)
const counted = calls.filter(({ at }) => at >= 0)

describe('makeCalls', () => {
  it('makes the same calls of the same seed, and others of another', () => {
    expect(makeCalls(load)).toEqual(calls)
    expect(makeCalls({ ...load, seed: 4 })).not.toEqual(calls)
  })

  it('makes as many as asked, in the order of their arrival, each with its place in the list', () => {
    expect(calls.length).toBe(1300)
    expect(counted.length).toBe(1200)
    expect(calls.map(({ index }) => index)).toEqual([...calls.keys()])
    const moments = calls.map(({ at }) => at)
    expect(moments).toEqual([...moments].sort((one, other) => one - other))
    expect(moments[0]).toBeGreaterThanOrEqual(-5000)
    expect(moments.at(-1)).toBeLessThan(60_000)
  })

  it('has the lengths and the gaps of the trace', () => {
    const lengths = counted.map(({ contextTokens }) => contextTokens).sort((one, other) => one - other)
    for (const level of [0.1, 0.5, 0.9]) {
      const real = quantile(traceQuantiles.contextTokens, level)
      expect(Math.abs(quantile(lengths, level) / real - 1)).toBeLessThan(0.02)
    }
    const gaps = counted.slice(1).map(({ at }, index) => at - (counted[index]?.at ?? 0))
    const share = (all: readonly number[]) => {
      const mean = all.reduce((sum, gap) => sum + gap, 0) / all.length
      return all.filter(gap => gap > 2 * mean).length / all.length
    }
    expect(share(gaps)).toBeCloseTo(share(traceQuantiles.interarrivalMs), 1)
  })

  it('spreads them over the edges by weight, each with a country of its own', () => {
    const total = edges.reduce((sum, { weight }) => sum + weight, 0)
    for (const { id, weight, countries } of edges) {
      const here = counted.filter(({ edge }) => edge === id)
      expect(Math.abs(here.length - (1200 * weight) / total)).toBeLessThanOrEqual(1)
      for (const { country } of here) expect(countries).toContain(country)
    }
  })
})
