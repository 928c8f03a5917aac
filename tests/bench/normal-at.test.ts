import { expect, it } from 'vitest'
import { normalAt } from './normal-at'

it.each([
  [0.5, 0],
  [0.8413, 1],
  [0.0228, -2],
  [0.975, 1.96],
  [0.99, 2.326],
])('at %f is about %f', (level, value) => {
  expect(Math.abs(normalAt(level) - value)).toBeLessThan(0.03)
})
