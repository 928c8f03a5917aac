import { expect, it } from 'vitest'
import { makeCalls } from './make-calls'
import { refusalOf } from './refusal-of'
import { scenarios } from './scenarios'

const calls = makeCalls({ seed: 1, rate: 100, seconds: 20, warmUpSeconds: 0 })

it('refuses the share that it should, each endpoint calls of its own', () => {
  const condition = scenarios.find(({ name }) => name === 'errors')?.fault
  if (condition === undefined) throw new Error('There is no scenario with errors.')
  const refusedBy = (endpoint: string) =>
    calls.filter(call => refusalOf(call, { endpoint, condition })).map(({ index }) => index)
  const [one, other] = [refusedBy('nrt'), refusedBy('sin')]
  expect(one.length / calls.length).toBeCloseTo(0.3, 1)
  expect(refusedBy('nrt')).toEqual(one)
  const both = one.filter(index => other.includes(index))
  expect(both.length / calls.length).toBeCloseTo(0.09, 1)
})
