import { describe, expect, it } from 'vitest'
import { type FadingMean, typicalMs } from '@/lib/health/fading-mean'
import { expectedWait, quickestOf } from '@/lib/routing/expected-wait'
import { buildEndpoint } from '../support/build-endpoint'
import { buildEdgeHealth, buildHealth, buildMean, buildModelHealth } from '../support/build-health'
import { moment } from '../support/moment'

const endpoint = buildEndpoint({ id: 'a' })

type Known = Parameters<typeof buildEdgeHealth>[0] & {
  readonly quickest?: FadingMean
  readonly priorMs?: number
}

const wait = ({ quickest, priorMs, ...known }: Known = {}) =>
  expectedWait(endpoint, { health: buildEdgeHealth(known), model: 'm', now: moment, quickest, priorMs })

const probed = { a: buildHealth({ roundTrips: [50] }) }

describe('the wait that was measured', () => {
  it('is unknown where the way was not measured, whatever else was', () => {
    expect(wait()).toEqual({
      measuredMs: undefined,
      leastMs: undefined,
      penaltyMs: 0,
      isReachable: true,
      isSettled: true,
    })
    expect(wait({ processing: { 'a|*': buildMean(400) }, priorMs: 80 }).measuredMs).toBeUndefined()
  })

  it('is the way, where nobody knows how long any endpoint takes', () => {
    expect(wait({ endpoints: probed }).measuredMs).toBeCloseTo(50)
  })

  it('is the way and what the quickest takes, where the endpoint itself was not measured', () => {
    expect(wait({ endpoints: probed, quickest: buildMean(400) }).measuredMs).toBeCloseTo(450)
  })

  it.each([
    [
      'slower than by chance, less what may be chance',
      800,
      100,
      50 + 800 * Math.exp(-3 * Math.sqrt(0.1 / 100)),
    ],
    ['as quick', 400, 100, 450],
    ['slower by what may be chance', 410, 100, 450],
    ['slower, but hardly measured', 700, 1, 450],
  ])('takes the endpoint to be as quick as the quickest, unless it is slower for certain: %s', (...row) => {
    const [, ms, weight, expected] = row
    const processing = { 'a|*': buildMean(ms, { weight }) }
    expect(wait({ endpoints: probed, processing, quickest: buildMean(400) }).measuredMs).toBeCloseTo(expected)
  })

  it('does not leap where a difference is just no chance any more', () => {
    const waits = Array.from({ length: 400 }, (_, at) => {
      const processing = { 'a|*': buildMean(400 + at) }
      return wait({ endpoints: probed, processing, quickest: buildMean(400) }).measuredMs ?? 0
    })
    for (const [at, each] of waits.entries()) expect(each - (waits[at - 1] ?? each)).toBeLessThanOrEqual(1)
  })

  it('is what only this edge sees, where that is longer for certain', () => {
    const own = (ms: number, overrides: Partial<FadingMean> = {}) => ({
      'a|*': buildModelHealth({ firstContent: buildMean(ms, overrides) }),
    })
    const quickest = buildMean(400)
    expect(wait({ endpoints: probed, quickest, models: own(900) }).measuredMs).toBeCloseTo(
      900 * Math.exp(-3 * Math.sqrt(0.1 / 100)),
    )
    expect(wait({ endpoints: probed, quickest, models: own(460) }).measuredMs).toBeCloseTo(450)
    expect(wait({ endpoints: probed, quickest, models: own(200) }).measuredMs).toBeCloseTo(450)
    expect(wait({ endpoints: probed, quickest, models: own(900, { weight: 0.3 }) }).measuredMs).toBeCloseTo(
      450,
    )
  })

  it('goes by nothing that this edge saw more than five minutes ago, and any edge more than an hour', () => {
    const old = { at: moment - 3_600_001 }
    const known = {
      endpoints: probed,
      processing: { 'a|*': buildMean(2000, old) },
      models: { 'a|*': buildModelHealth({ firstContent: buildMean(2000, old) }) },
    }
    expect(wait({ ...known, quickest: buildMean(400) }).measuredMs).toBeCloseTo(450)
    expect(
      wait({ endpoints: { a: buildHealth({ roundTrips: [50], checkedAt: moment - 300_001 }) } }),
    ).toEqual({
      measuredMs: undefined,
      leastMs: undefined,
      penaltyMs: 0,
      isReachable: true,
      isSettled: true,
    })
  })
})

describe('the way to an endpoint is settled', () => {
  const calls = (weight: number, milliseconds = 60) => ({
    'a|*': buildModelHealth({ firstContent: buildMean(milliseconds, { weight }) }),
  })

  it.each<[string, Known, boolean]>([
    ['not by one probe', { endpoints: probed }, false],
    ['by two', { endpoints: { a: buildHealth({ roundTrips: [50, 90] }) } }, true],
    ['not by one probe and two calls', { endpoints: probed, models: calls(2) }, false],
    ['by one probe and three calls', { endpoints: probed, models: calls(3) }, true],
    [
      'not by one probe that calls have shown to be wrong',
      { endpoints: probed, models: calls(9, 20) },
      false,
    ],
    ['where nobody has looked: the distance is none to doubt', {}, true],
  ])('%s', (_, known, isSettled) => {
    expect(wait(known).isSettled).toBe(isSettled)
  })
})

describe('the least that it could be', () => {
  it('is the way and what the quickest takes, however slow the endpoint was', () => {
    const known = { endpoints: probed, processing: { 'a|*': buildMean(5000) }, quickest: buildMean(400) }
    expect(wait(known).leastMs).toBeCloseTo(450)
  })

  it('goes by the distance where the way was not measured', () => {
    const processing = { 'a|*': buildMean(5000) }
    expect(wait({ priorMs: 80, processing, quickest: buildMean(400) }).leastMs).toBeCloseTo(480)
    expect(wait({ priorMs: 80, endpoints: probed }).leastMs).toBeCloseTo(50)
  })
})

describe('the least that an endpoint could take that nobody has used', () => {
  it('is half of what the quickest takes', () => {
    expect(wait({ endpoints: probed, quickest: buildMean(400) }).leastMs).toBeCloseTo(250)
  })
})

describe('what the likelihood of a failure adds', () => {
  const failing = (failed: number, total: number) => ({
    'a|*': buildModelHealth({ failures: { failed, total, at: moment } }),
  })

  it.each([
    [0, 10, 0],
    [1, 1, 0],
    [2, 5, 500],
    [11, 15, 2500],
  ])('is five seconds for a certain one: after %i of %i, %i ms', (failed, total, expected) => {
    expect(wait({ models: failing(failed, total) }).penaltyMs).toBeCloseTo(expected)
  })

  it('is all five seconds where it cannot be reached, and no more', () => {
    const endpoints = { a: buildHealth({ reachable: false }) }
    expect(wait({ endpoints }).penaltyMs).toBe(5000)
    expect(wait({ endpoints, models: failing(100, 100) }).penaltyMs).toBe(5000)
  })

  it('is no matter of another model', () => {
    const models = { 'a|n': buildModelHealth({ failures: { failed: 20, total: 20, at: moment } }) }
    expect(wait({ models }).penaltyMs).toBe(0)
  })
})

describe('the quickest', () => {
  const [a, b] = [buildEndpoint({ id: 'a' }), buildEndpoint({ id: 'b' })]
  const quickest = (processing: Readonly<Record<string, FadingMean>>) => {
    const health = buildEdgeHealth({ processing })
    const found = quickestOf([a, b], { health, model: 'm', now: moment })
    return found && Math.round(typicalMs(found))
  }

  it('is that of the candidates, of this model, as far as it still counts', () => {
    expect(quickest({ 'a|*': buildMean(500), 'b|*': buildMean(400) })).toBe(400)
    expect(quickest({ 'a|*': buildMean(500), 'c|*': buildMean(10), 'b|n': buildMean(20) })).toBe(500)
    expect(quickest({ 'a|*': buildMean(500), 'b|*': buildMean(40, { at: moment - 3_600_001 }) })).toBe(500)
  })

  it('is unknown where none was measured', () => {
    expect(quickest({})).toBeUndefined()
  })
})
