import { expect, it } from 'vitest'
import { policies } from './policies'
import { roundsOf } from './rounds-of'

const namesOf = (atOnce: number, wanted = policies) =>
  roundsOf(wanted, atOnce).map(round => round.map(({ name }) => name))

it('those that are compared to the digit run at the same time, the others after them', () => {
  expect(namesOf(3)).toEqual([
    ['one-endpoint', 'isochrone', 'oracle'],
    ['country-table', 'probe-first'],
  ])
})

it('all run at once where the machine serves so many', () => {
  expect(namesOf(5).map(round => round.length)).toEqual([5])
})

it('each runs once, however many at a time', () => {
  for (const atOnce of [1, 2, 3, 4, 9])
    expect(namesOf(atOnce).flat().sort()).toEqual(policies.map(({ name }) => name).sort())
})
