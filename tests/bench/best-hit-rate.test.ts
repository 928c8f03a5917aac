import { expect, it } from 'vitest'
import { bestHitRate } from './best-hit-rate'

it('counts the calls that repeat an earlier one', () => {
  expect(bestHitRate([1, 2, 1, 1], 0)).toBe(0.5)
  expect(bestHitRate([1, 2, 3], 0)).toBe(0)
})

it('knows the calls that are not counted', () => {
  expect(bestHitRate([1, 2, 1, 3], 2)).toBe(0.5)
  expect(bestHitRate([1, 2, 2, 1], 2)).toBe(1)
})
