import { describe, expect, it } from 'vitest'
import { circuitState } from '@/lib/health/circuit'
import { typicalMs } from '@/lib/health/fading-mean'
import { failureLikelihood, noFailures } from '@/lib/health/failure-share'
import {
  coolingUntil,
  coolModel,
  type ModelHealth,
  type Outcome,
  recordTry,
  unknownModel,
} from '@/lib/health/model-health'
import { buildModelHealth, buildOpenCircuit } from '../support/build-health'
import { moment } from '../support/moment'

const minute = 60_000
const now = { now: moment, dice: 0.5 }

const outcome = (kind: Outcome['kind'], overrides: Partial<Outcome> = {}): Outcome => ({
  kind,
  isCircuitSample: true,
  ...overrides,
})

const recorded = (outcomes: readonly Outcome[], from: ModelHealth = unknownModel) =>
  outcomes.reduce((health, each) => recordTry(health, each, now), from)

const times = (count: number, each: Outcome) => Array.from({ length: count }, () => each)

describe('a try', () => {
  it('that succeeded counts as such, with the time that it took', () => {
    const health = recorded([outcome('succeeded', { firstContentMs: 420 })])
    expect(health.failures).toEqual({ failed: 0, total: 1, at: moment })
    expect(health.circuit.outcomes).toEqual([{ succeeded: true, at: moment }])
    expect(health.firstContent && typicalMs(health.firstContent)).toBeCloseTo(420)
  })

  it('whose time was not measured leaves the times as they were', () => {
    const before = recorded([outcome('succeeded', { firstContentMs: 420 })])
    expect(recorded([outcome('succeeded')], before).firstContent).toEqual(before.firstContent)
  })

  it('that failed in no time is no fast one', () => {
    const before = recorded([outcome('succeeded', { firstContentMs: 420 })])
    const health = recorded(times(4, outcome('failed')), before)
    expect(health.firstContent).toEqual(before.firstContent)
    expect(failureLikelihood(health.failures, moment)).toBeCloseTo(3 / 10)
  })

  it('that says nothing of the endpoint leaves all as it was', () => {
    const before = buildModelHealth()
    expect(recorded(times(20, outcome('ignored', { firstContentMs: 1 })), before)).toEqual(before)
  })

  it('that says nothing but asks to be left alone is heeded in that', () => {
    const health = recorded([outcome('ignored', { coolDownSeconds: 7 })])
    expect(health).toEqual({ ...unknownModel, coolUntil: moment + 7000 })
  })

  it('that failed five times in a row opens the circuit', () => {
    expect(circuitState(recorded(times(4, outcome('failed'))).circuit, moment)).toBe('closed')
    expect(circuitState(recorded(times(5, outcome('failed'))).circuit, moment)).toBe('open')
  })

  it('that was refused for its rate worsens the rank, and opens no circuit', () => {
    const limited = outcome('failed', { isCircuitSample: false, coolDownSeconds: 1 })
    const health = recorded(times(50, limited))
    expect(circuitState(health.circuit, moment)).toBe('closed')
    expect(health.circuit.outcomes).toEqual([])
    expect(failureLikelihood(health.failures, moment)).toBeGreaterThan(0.85)
  })
})

describe('an endpoint that is back', () => {
  it('is not blamed for what it did before its circuit opened', () => {
    const due = buildModelHealth({
      circuit: buildOpenCircuit(0),
      failures: { failed: 20, total: 20, at: moment },
    })
    const once = recorded([outcome('succeeded')], due)
    expect(once.failures).toMatchObject({ failed: 20, total: 21 })
    expect(recorded([outcome('succeeded')], once).failures).toEqual(noFailures)
  })
})

describe('a cool-down', () => {
  const until = (health: ModelHealth) => coolingUntil(health, moment)

  it('lasts as long as it was asked for', () => {
    const health = recorded([outcome('failed', { coolDownSeconds: 30 })])
    expect(until(health)).toBe(moment + 30_000)
    expect(coolingUntil(health, moment + 29_999)).toBe(moment + 30_000)
    expect(coolingUntil(health, moment + 30_000)).toBe(0)
  })

  it.each([
    [1, 60],
    [60, 1],
  ])('is never shortened: %i s and then %i s', (first, second) => {
    const cool = (seconds: number) => outcome('failed', { coolDownSeconds: seconds })
    expect(until(recorded([cool(first), cool(second)]))).toBe(moment + minute)
  })

  it('is not shortened by a success', () => {
    expect(until(recorded([outcome('failed', { coolDownSeconds: 60 }), outcome('succeeded')]))).toBe(
      moment + minute,
    )
  })

  it('is a quarter of an hour at most, whatever was asked for', () => {
    expect(until(coolModel(unknownModel, 1e12, moment))).toBe(moment + 15 * minute)
  })

  it('is a quarter of an hour at most, whatever is remembered', () => {
    expect(until({ ...unknownModel, coolUntil: moment + 1e12 })).toBe(moment + 15 * minute)
  })

  it('says nothing about speed, failures, circuit or headroom', () => {
    const before = buildModelHealth({ headroom: { share: 0.5, until: moment + 1000 } })
    expect(coolModel(before, 5000, moment)).toEqual({ ...before, coolUntil: moment + 5000 })
  })
})
