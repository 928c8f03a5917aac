import { expect, it } from 'vitest'
import { createKnownNearness } from '@/lib/access/known-nearness'

it.each([
  [0, true],
  [0.25, true],
  [0.250001, false],
  [1, false],
])('a caller that has used %d of a limit is far from it: %j', (fullest, isFar) => {
  const nearness = createKnownNearness()
  nearness.learn('a', { fullest, now: 0 })
  expect(nearness.isFar('a', 0)).toBe(isFar)
})

it('a caller of whom nothing was told is not known to be far', () => {
  const nearness = createKnownNearness()
  nearness.learn('a', { fullest: 0, now: 0 })
  expect(nearness.isFar('b', 0)).toBe(false)
})

it('what was told ten seconds ago is not gone by', () => {
  const nearness = createKnownNearness()
  nearness.learn('a', { fullest: 0, now: 0 })
  expect([nearness.isFar('a', 10_000), nearness.isFar('a', 10_001)]).toEqual([true, false])
})

it('the newest counts', () => {
  const nearness = createKnownNearness()
  nearness.learn('a', { fullest: 0.1, now: 0 })
  nearness.learn('a', { fullest: 0.9, now: 1 })
  expect(nearness.isFar('a', 1)).toBe(false)
  nearness.learn('a', { fullest: 0.1, now: 1001 })
  expect(nearness.isFar('a', 1001)).toBe(true)
})

it('a lower share that comes within a second of a higher one may be the older', () => {
  const nearness = createKnownNearness()
  nearness.learn('a', { fullest: 0.9, now: 0 })
  nearness.learn('a', { fullest: 0.1, now: 999 })
  expect(nearness.isFar('a', 999)).toBe(false)
})
