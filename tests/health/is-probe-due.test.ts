import { describe, expect, it } from 'vitest'
import { recordReached, recordUnreachable } from '@/lib/health/endpoint-health'
import { isProbeDue } from '@/lib/health/is-probe-due'
import { buildHealth } from '../support/build-health'
import { moment } from '../support/moment'
import { seededRandom } from '../support/seeded-random'

const probed = (secondsAgo: number, reachable = true) => {
  const at = moment - secondsAgo * 1000
  return buildHealth({ reachable, roundTrips: [40], probedAt: at, checkedAt: at })
}

describe('a probe is due', () => {
  it.each([0, 0.5, 0.99])('of an endpoint that nobody has looked at, whatever is thrown: %d', dice => {
    expect(isProbeDue(undefined, { now: moment, dice })).toBe(true)
    expect(isProbeDue(recordReached(undefined, moment), { now: moment, dice })).toBe(true)
  })

  it('of one whose knowledge has grown old, and of one of whom only a cool-down is left', () => {
    expect(isProbeDue(probed(301), { now: moment, dice: 0.99 })).toBe(true)
    const cooling = { ...probed(301), coolUntil: moment + 1000 }
    expect(isProbeDue(cooling, { now: moment, dice: 0.99 })).toBe(true)
  })

  it.each([
    [true, 96, 0, true],
    [true, 95.9, 0, false],
    [true, 120, 0.5, true],
    [true, 119.9, 0.5, false],
    [true, 144, 0.9999, true],
    [true, 143, 0.9999, false],
    [false, 24, 0, true],
    [false, 23.9, 0, false],
    [false, 30, 0.5, true],
    [false, 29.9, 0.5, false],
    [false, 36, 0.9999, true],
    [false, 35, 0.9999, false],
  ])('where it was reachable (%s), %d s after the last, at the throw %d: %s', (reachable, age, dice, due) => {
    expect(isProbeDue(probed(age, reachable), { now: moment, dice })).toBe(due)
  })

  it('sooner once a call could not reach it, by when it was probed', () => {
    const known = probed(60)
    expect(isProbeDue(known, { now: moment, dice: 0.5 })).toBe(false)
    expect(isProbeDue(recordUnreachable(known, moment), { now: moment, dice: 0.5 })).toBe(true)
  })

  it('no sooner for the calls that it has answered since', () => {
    expect(isProbeDue(recordReached(probed(119), moment), { now: moment, dice: 0.5 })).toBe(false)
    expect(isProbeDue(recordReached(probed(121), moment), { now: moment, dice: 0.5 })).toBe(true)
  })

  it('although the clock was set back by ten minutes', () => {
    expect(isProbeDue(probed(-600), { now: moment, dice: 0.5 })).toBe(true)
  })
})

it('where each interval has its own throw, a lost endpoint is probed twice a minute', () => {
  let health = probed(0, false)
  let dice = 0.5
  let probes = 0
  const random = seededRandom(1)
  for (let second = 1; second <= 3600; second++) {
    const now = moment + second * 1000
    if (!isProbeDue(health, { now, dice })) continue
    health = { ...health, probedAt: now, checkedAt: now }
    dice = random()
    probes += 1
  }
  expect(probes).toBeGreaterThanOrEqual(110)
  expect(probes).toBeLessThanOrEqual(125)
})
