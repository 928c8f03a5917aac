import { describe, expect, it } from 'vitest'
import { makeCalls } from './make-calls'
import { meanTimeToFirstToken, type Pace, timeToFirstToken } from './pace'
import { quantile } from './quantile'
import { scenarios } from './scenarios'

const calls = makeCalls({ seed: 1, rate: 100, seconds: 20, warmUpSeconds: 0 })

function timesAt(pace: Pace): number[] {
  return calls.map(call => timeToFirstToken(call, pace)).sort((one, other) => one - other)
}

function paceOf(name: string, which: 'usual' | 'fault'): Pace {
  const scenario = scenarios.find(each => each.name === name)
  if (scenario === undefined) throw new Error(`There is no scenario ${name}.`)
  return scenario[which].pace
}

describe('the time to the first token', () => {
  it('is 0.2 to 0.5 s at p50 and two to three times that at p95', () => {
    const times = timesAt(paceOf('calm', 'usual'))
    expect(quantile(times, 0.5)).toBeGreaterThan(200)
    expect(quantile(times, 0.5)).toBeLessThan(500)
    expect(quantile(times, 0.95) / quantile(times, 0.5)).toBeGreaterThan(2)
    expect(quantile(times, 0.95) / quantile(times, 0.5)).toBeLessThan(3)
  })

  it('is three times that at the slow endpoint, for every call', () => {
    for (const call of calls.slice(0, 20)) {
      const usual = timeToFirstToken(call, paceOf('slow', 'usual'))
      expect(timeToFirstToken(call, paceOf('slow', 'fault'))).toBeCloseTo(3 * usual)
    }
  })

  it('is as the field report has it at the congested endpoint, with 112 ms of travel', () => {
    const times = timesAt(paceOf('congested', 'fault'))
    for (const [level, ms] of [
      [0.5, 850],
      [0.95, 3200],
      [0.99, 8500],
    ] as const)
      expect(Math.abs((quantile(times, level) + 112) / ms - 1)).toBeLessThan(0.02)
  })

  it.each(['usual', 'fault'] as const)('has the mean that the oracle expects: congested, %s', which => {
    const pace = paceOf('congested', which)
    const times = timesAt(pace)
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length
    expect(Math.abs(meanTimeToFirstToken(pace) / mean - 1)).toBeLessThan(0.03)
  })
})
