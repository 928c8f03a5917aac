import { expect, it } from 'vitest'
import { trendOf } from './trend'

const seconds = Array.from({ length: 100 }, (_, index) => index + 1)

it('is flat where only the first half grew', () => {
  const readings = seconds.map(at => ({ at, bytes: Math.min(at, 45) * 10 }))
  expect(trendOf(readings)).toEqual({ middleBytes: 450, endBytes: 450, grownBytes: 0 })
})

it('finds what grows steadily', () => {
  const { middleBytes, endBytes, grownBytes } = trendOf(seconds.map(at => ({ at, bytes: 1000 + at })))
  expect(middleBytes).toBe(1050)
  expect(endBytes).toBeCloseTo(1095)
  expect(grownBytes).toBeCloseTo(50)
})

it('takes no notice of single peaks', () => {
  const readings = seconds.map(at => ({ at, bytes: at % 17 === 0 ? 9000 : 1000 }))
  expect(trendOf(readings)).toEqual({ middleBytes: 1000, endBytes: 1000, grownBytes: 0 })
})

it('knows nothing of too little', () => {
  expect(trendOf([]).grownBytes).toBeNaN()
})
