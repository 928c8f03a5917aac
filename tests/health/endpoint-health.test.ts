import { describe, expect, it } from 'vitest'
import {
  coolDown,
  observe,
  recordProbe,
  recordReached,
  recordUnreachable,
  refuseEgress,
  remaining,
  roundTripOf,
  unknownEndpoint,
} from '@/lib/health/endpoint-health'
import { buildHealth } from '../support/build-health'
import { moment } from '../support/moment'

const minute = 60_000
const probe = (reachable: boolean, roundTripMs: number) => ({ endpoint: 'sin', reachable, roundTripMs })

describe('what is observed', () => {
  it('of an endpoint nobody has looked at is nothing', () => {
    expect(observe(undefined, moment)).toBeUndefined()
  })

  it.each([0, 1, 5 * minute])('is what was learned %i ms ago', age => {
    const health = buildHealth({ reachable: false, roundTrips: [40], checkedAt: moment - age })
    expect(observe(health, moment)).toEqual(health)
  })

  it.each([5 * minute + 1, 60 * minute])('is nothing of what was learned %i ms ago', age => {
    const health = buildHealth({ reachable: false, roundTrips: [40], checkedAt: moment - age })
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
      roundTrips: [40],
      checkedAt: moment - 6 * minute,
      coolUntil: moment + minute,
    })
    expect(observe(health, moment)).toMatchObject({
      reachable: true,
      roundTrips: [],
      coolUntil: moment + minute,
    })
  })

  it('of a cool-down is a quarter of an hour at most', () => {
    const health = buildHealth({ coolUntil: moment + 24 * 60 * minute })
    expect(observe(health, moment)?.coolUntil).toBe(moment + 15 * minute)
  })

  it('of a refusal to serve from here is its end while it lasts, and outlives the rest', () => {
    const health = buildHealth({
      reachable: false,
      checkedAt: moment - 6 * minute,
      egressRefusedUntil: moment + 1000,
    })
    expect(observe(health, moment)).toMatchObject({ reachable: true, egressRefusedUntil: moment + 1000 })
    expect(observe(health, moment + 1000)).toBeUndefined()
  })

  it('of a refusal to serve from here is an hour at most', () => {
    const health = buildHealth({ egressRefusedUntil: moment + 24 * 60 * minute })
    expect(observe(health, moment)?.egressRefusedUntil).toBe(moment + 60 * minute)
  })

  it('leaves the health as it was', () => {
    const health = Object.freeze(buildHealth({ coolUntil: moment - 1, egressRefusedUntil: moment - 1 }))
    expect(observe(health, moment)).toEqual({ ...health, coolUntil: 0, egressRefusedUntil: 0 })
  })
})

describe('a deadline', () => {
  it.each([
    ['that is ahead is itself', moment + 5, moment + 5],
    ['that is now has passed', moment, 0],
    ['that has passed is none', moment - 5, 0],
    ['that was never set is none', 0, 0],
    ['that is further ahead than the longest is the longest', moment + 1001, moment + 1000],
    ['that is endless is the longest', Number.POSITIVE_INFINITY, moment + 1000],
    ['that is no number is none', Number.NaN, 0],
  ])('%s', (_, until, counts) => {
    expect(remaining(until, { now: moment, longestMs: 1000 })).toBe(counts)
  })
})

describe('the round trip', () => {
  it('is the quickest of those kept', () => {
    expect(roundTripOf(buildHealth({ roundTrips: [80, 42, 900] }))).toBe(42)
  })

  it('is unknown where none was measured', () => {
    expect(roundTripOf(undefined)).toBeUndefined()
    expect(roundTripOf(buildHealth())).toBeUndefined()
  })
})

describe('a probe', () => {
  it('of an unknown endpoint is all that is known of it', () => {
    expect(recordProbe(undefined, probe(true, 42), moment)).toEqual({
      reachable: true,
      roundTrips: [42],
      probedAt: moment,
      checkedAt: moment,
      coolUntil: 0,
      egressRefusedUntil: 0,
    })
  })

  it('adds to the last ones, of which three are kept, and deadlines stay', () => {
    const before = buildHealth({
      reachable: false,
      roundTrips: [10, 900, 80],
      probedAt: moment - minute,
      checkedAt: moment - minute,
      coolUntil: moment + minute,
      egressRefusedUntil: moment + minute,
    })
    expect(recordProbe(before, probe(true, 42), moment)).toEqual({
      ...before,
      reachable: true,
      roundTrips: [900, 80, 42],
      probedAt: moment,
      checkedAt: moment,
    })
  })

  it('that fails is no fast sample: the round trips stay', () => {
    const before = buildHealth({ roundTrips: [120], checkedAt: moment - minute })
    const after = recordProbe(before, probe(false, 1), moment)
    expect(after).toEqual({ ...before, reachable: false, probedAt: moment, checkedAt: moment })
    expect(recordProbe(undefined, probe(false, 1), moment).roundTrips).toEqual([])
  })

  it('forgets the round trips of more than five minutes ago', () => {
    const before = buildHealth({ roundTrips: [5], checkedAt: moment - 5 * minute - 1 })
    expect(recordProbe(before, probe(true, 42), moment).roundTrips).toEqual([42])
  })
})

describe('a call that could not reach the endpoint', () => {
  it('marks it, and keeps what was measured, when it was probed and the deadlines', () => {
    const before = buildHealth({
      roundTrips: [42],
      probedAt: moment - 4 * minute,
      checkedAt: moment - 4 * minute,
      coolUntil: moment + minute,
      egressRefusedUntil: moment + minute,
    })
    expect(recordUnreachable(before, moment)).toEqual({ ...before, reachable: false, checkedAt: moment })
  })

  it('marks an unknown one too', () => {
    expect(recordUnreachable(undefined, moment)).toEqual({
      ...unknownEndpoint,
      reachable: false,
      checkedAt: moment,
    })
  })
})

describe('a call that the endpoint answered', () => {
  it('marks it as reachable again, and keeps the rest', () => {
    const before = buildHealth({
      reachable: false,
      roundTrips: [42],
      probedAt: moment - minute,
      checkedAt: moment - minute,
      coolUntil: moment + minute,
    })
    expect(recordReached(before, moment)).toEqual({ ...before, reachable: true, checkedAt: moment })
  })

  it('marks an unknown one too, as not probed', () => {
    expect(recordReached(undefined, moment)).toEqual({ ...unknownEndpoint, checkedAt: moment })
  })

  it('does not bring back what was measured more than five minutes ago', () => {
    const before = buildHealth({ roundTrips: [42], checkedAt: moment - 6 * minute })
    expect(recordReached(before, moment).roundTrips).toEqual([])
  })
})

describe('a cool-down', () => {
  it('lasts so many seconds from now', () => {
    expect(coolDown(undefined, 30, moment)).toEqual({
      ...unknownEndpoint,
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
    const before = buildHealth({ reachable: false, roundTrips: [42], checkedAt: moment - minute })
    expect(coolDown(before, 5, moment)).toEqual({ ...before, coolUntil: moment + 5000 })
  })

  it('ends after a quarter of an hour, whatever the endpoint asked for', () => {
    const asked = coolDown(undefined, 10 * 365 * 24 * 3600, moment)
    expect(observe(asked, moment + 14 * minute)?.coolUntil).toBeGreaterThan(0)
    expect(observe(asked, moment + 15 * minute + 1)?.coolUntil ?? 0).toBe(0)
  })
})

describe('a refusal to serve from here', () => {
  it('holds for an hour, and keeps the rest', () => {
    const before = buildHealth({ roundTrips: [42], coolUntil: moment + minute })
    expect(refuseEgress(before, moment)).toEqual({ ...before, egressRefusedUntil: moment + 60 * minute })
  })

  it('is remembered of an unknown endpoint too', () => {
    expect(refuseEgress(undefined, moment)).toEqual({
      ...unknownEndpoint,
      checkedAt: moment,
      egressRefusedUntil: moment + 60 * minute,
    })
  })
})
