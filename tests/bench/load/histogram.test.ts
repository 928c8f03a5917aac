import { expect, it } from 'vitest'
import { addTo, type Histogram, histogramQuantile } from './histogram'

function histogramOf(values: readonly number[]): Histogram {
  const histogram: Histogram = new Map()
  for (const value of values) addTo(histogram, value)
  return histogram
}

it('knows levels to two per cent', () => {
  const histogram = histogramOf(Array.from({ length: 1000 }, (_, index) => index + 1))
  for (const level of [0.01, 0.5, 0.95, 0.99, 1]) {
    const value = histogramQuantile(histogram, level)
    expect(value).toBeGreaterThanOrEqual(1000 * level)
    expect(value).toBeLessThanOrEqual(1020.1 * level)
  }
})

it('counts what is too small to tell as a microsecond, and knows nothing of nothing', () => {
  expect(histogramQuantile(histogramOf([-1, 0]), 1)).toBeCloseTo(0.001)
  expect(histogramQuantile(histogramOf([]), 0.5)).toBeNaN()
})
