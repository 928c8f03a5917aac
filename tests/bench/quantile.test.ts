import { describe, expect, it } from 'vitest'
import { quantile } from './quantile'

describe('quantile', () => {
  it.each([
    [0, 1],
    [0.5, 3],
    [0.875, 4.5],
    [1, 5],
    [2, 5],
  ])('at %f', (level, value) => {
    expect(quantile([1, 2, 3, 4, 5], level)).toBeCloseTo(value)
  })

  it('of one value is that value, of nothing no number', () => {
    expect(quantile([7], 0.99)).toBe(7)
    expect(quantile([], 0.5)).toBeNaN()
  })
})
