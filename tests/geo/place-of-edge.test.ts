import { expect, it } from 'vitest'
import { placeOfEdge } from '@/lib/geo/place-of-edge'

it('an edge stands in the city of its region', () => {
  expect(placeOfEdge('sin1')).toEqual({ latitude: 1.35, longitude: 103.82 })
})

it.each(['local', 'abc1', '', 'toString', '__proto__'])('nobody knows where %s stands', edge => {
  expect(placeOfEdge(edge)).toBeUndefined()
})
