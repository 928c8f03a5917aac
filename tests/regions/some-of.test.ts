import { expect, it } from 'vitest'
import { someOf } from '@/lib/regions/some-of'

it.each([
  [[], ''],
  [['AD'], 'AD'],
  [['AD', 'AE'], 'AD and AE'],
  [['AD', 'AE', 'AF'], 'AD, AE and AF'],
])('%j is %j', (names, words) => {
  expect(someOf(names)).toBe(words)
})

it('of many only the first are named, and the rest counted', () => {
  const names = Array.from({ length: 10 }, (_, at) => `n${at}`)
  expect(someOf(names)).toBe('n0, n1, n2, n3, n4, n5, n6, n7 and 2 more')
})
