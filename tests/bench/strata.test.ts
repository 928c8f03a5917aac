import { expect, it } from 'vitest'
import { createRandom } from './random'
import { strata } from './strata'

it('gives evenly spread levels in an order that the seed decides', () => {
  const levels = strata(10, createRandom(1))
  expect([...levels].sort()).toEqual([0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95])
  expect(levels).not.toEqual([...levels].sort())
  expect(strata(10, createRandom(1))).toEqual(levels)
  expect(strata(10, createRandom(2))).not.toEqual(levels)
})
