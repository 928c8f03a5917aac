import { expect, it } from 'vitest'
import { toFront } from '@/lib/routing/to-front'

it('one comes first, and the others stay in their order', () => {
  expect(toFront(['a', 'b', 'c', 'd'], 'c')).toEqual(['c', 'a', 'b', 'd'])
})

it('where it is first already, the candidates are the same', () => {
  const candidates = Object.freeze(['a', 'b'])
  expect(toFront(candidates, 'a')).toBe(candidates)
})

it('the candidates are left as they were', () => {
  const candidates = Object.freeze(['a', 'b', 'c'])
  toFront(candidates, 'c')
  expect(candidates).toEqual(['a', 'b', 'c'])
})
