import { describe, expect, it } from 'vitest'
import { coolDown, observe, recordProbe, recordUnreachable } from '@/lib/health/endpoint-health'
import { buildHealth } from '../support/build-health'
import { moment } from '../support/moment'

const minute = 60_000
const probe = (reachable: boolean, roundTripMs: number) => ({ endpoint: 'sin', reachable, roundTripMs })

describe('what is observed', () => {
  it('of an endpoint nobody has looked at is nothing', () => {
    expect(observe(undefined, moment)).toBeUndefined()
  })

  it.each([0, 1, 5 * minute])('is what was learned %i ms ago', age => {
    const health = buildHealth({ reachable: false, roundTripMs: 40, checkedAt: moment - age })
    expect(observe(health, moment)).toEqual(health)
  })

  it.each([5 * minute + 1, 60 * minute])('is nothing of what was learned %i ms ago', age => {
    const health = buildHealth({ reachable: false, roundTripMs: 40, checkedAt: moment - age })
    expect(observe(health, moment)).toBeUndefined()
  })

  it('of a cool-down is its end while it lasts, and 0 from that moment on', () => {
    const health = buildHealth({ coolUntil: moment + 1000 })
    expect(observe(health, moment + 999)?.coolUntil).toBe(moment + 1000)
    expect(observe(health, moment + 1000)?.coolUntil).toBe(0)
    expect(observe(health, moment + 2000)?.coolUntil).toBe(0)
  })

  it('of a cool-down outlives the rest, which then says nothing', () => {
    const health = buildHealth({
      reachable: false,
      roundTripMs: 40,
      checkedAt: moment - 6 * minute,
      coolUntil: moment + minute,
    })
    expect(observe(health, moment)).toMatchObject({
      reachable: true,
      roundTripMs: undefined,
      coolUntil: moment + minute,
    })
  })

  it('of a cool-down is a quarter of an hour at most', () => {
    const health = buildHealth({ coolUntil: moment + 24 * 60 * minute })
    expect(observe(health, moment)?.coolUntil).toBe(moment + 15 * minute)
  })

  it('leaves the health as it was', () => {
    const health = Object.freeze(buildHealth({ coolUntil: moment - 1 }))
    expect(observe(health, moment)).toEqual({ ...health, coolUntil: 0 })
  })
})

describe('a probe', () => {
  it('of an unknown endpoint is all that is known of it', () => {
    expect(recordProbe(undefined, probe(true, 42), moment)).toEqual({
      reachable: true,
      roundTripMs: 42,
      checkedAt: moment,
      coolUntil: 0,
    })
  })

  it('replaces the last one, and a cool-down stays', () => {
    const before = buildHealth({
      reachable: false,
      roundTripMs: 900,
      checkedAt: moment - minute,
      coolUntil: moment + minute,
    })
    expect(recordProbe(before, probe(true, 42), moment)).toEqual({
      reachable: true,
      roundTripMs: 42,
      checkedAt: moment,
      coolUntil: moment + minute,
    })
  })

  it('that fails is no fast sample: the last round trip stays', () => {
    const before = buildHealth({ roundTripMs: 120, checkedAt: moment - minute })
    const after = recordProbe(before, probe(false, 1), moment)
    expect(after).toEqual({ reachable: false, roundTripMs: 120, checkedAt: moment, coolUntil: 0 })
    expect(recordProbe(undefined, probe(false, 1), moment).roundTripMs).toBeUndefined()
  })
})

describe('a call that could not reach the endpoint', () => {
  it('marks it, and keeps what was measured and the cool-down', () => {
    const before = buildHealth({
      roundTripMs: 42,
      checkedAt: moment - 4 * minute,
      coolUntil: moment + minute,
    })
    expect(recordUnreachable(before, moment)).toEqual({
      reachable: false,
      roundTripMs: 42,
      checkedAt: moment,
      coolUntil: moment + minute,
    })
  })

  it('marks an unknown one too', () => {
    expect(recordUnreachable(undefined, moment)).toEqual({
      reachable: false,
      roundTripMs: undefined,
      checkedAt: moment,
      coolUntil: 0,
    })
  })
})

describe('a cool-down', () => {
  it('lasts so many seconds from now', () => {
    expect(coolDown(undefined, 30, moment)).toEqual({
      reachable: true,
      roundTripMs: undefined,
      checkedAt: moment,
      coolUntil: moment + 30_000,
    })
  })

  it('is never shortened, in whichever order two come', () => {
    const long = coolDown(coolDown(undefined, 60, moment), 1, moment)
    const short = coolDown(coolDown(undefined, 1, moment), 60, moment)
    expect(long.coolUntil).toBe(moment + 60_000)
    expect(short.coolUntil).toBe(moment + 60_000)
  })

  it('is prolonged by a later one', () => {
    expect(coolDown(coolDown(undefined, 60, moment), 30, moment + 45_000).coolUntil).toBe(moment + 75_000)
  })

  it('says nothing about speed, reach or when they were learned', () => {
    const before = buildHealth({ reachable: false, roundTripMs: 42, checkedAt: moment - minute })
    expect(coolDown(before, 5, moment)).toEqual({ ...before, coolUntil: moment + 5000 })
  })

  it('ends after a quarter of an hour, whatever the endpoint asked for', () => {
    const asked = coolDown(undefined, 10 * 365 * 24 * 3600, moment)
    expect(observe(asked, moment + 14 * minute)?.coolUntil).toBeGreaterThan(0)
    expect(observe(asked, moment + 15 * minute + 1)?.coolUntil ?? 0).toBe(0)
  })
})
