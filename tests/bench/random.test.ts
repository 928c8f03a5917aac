import { expect, it } from 'vitest'
import { createRandom } from './random'

it('is spread evenly over 0 to 1, and the same for the same seed', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed)
    return Array.from({ length: 10_000 }, random)
  }
  const values = draw(7)
  expect(values).toEqual(draw(7))
  expect(values).not.toEqual(draw(8))
  for (const tenth of Array(10).keys()) {
    const within = values.filter(value => value >= tenth / 10 && value < (tenth + 1) / 10)
    expect(within.length / values.length).toBeCloseTo(0.1, 1)
  }
})
