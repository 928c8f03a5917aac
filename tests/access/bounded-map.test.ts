import { expect, it } from 'vitest'
import { createBoundedMap } from '@/lib/access/bounded-map'

it('a map keeps what it is given, up to its limit', () => {
  const map = createBoundedMap<number>(2)
  map.set('a', 1)
  map.set('b', 2)
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, 2, undefined])
})

it('a map forgets what was longest unused', () => {
  const map = createBoundedMap<number>(2)
  map.set('a', 1)
  map.set('b', 2)
  map.get('a')
  map.set('c', 3)
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3])
})

it('an entry that is set again is new, and takes no second place', () => {
  const map = createBoundedMap<number>(2)
  map.set('a', 1)
  map.set('b', 2)
  map.set('a', 3)
  map.set('c', 4)
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([3, undefined, 4])
})

it('an entry that is deleted is gone', () => {
  const map = createBoundedMap<number>(2)
  map.set('a', 1)
  map.delete('a')
  map.delete('b')
  expect(map.get('a')).toBeUndefined()
})

it('values that are false are kept', () => {
  const map = createBoundedMap<number>(1)
  map.set('a', 0)
  expect(map.get('a')).toBe(0)
})
