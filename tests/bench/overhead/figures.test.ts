import { expect, it } from 'vitest'
import { addedMs, callsPerProcessorSecond, callsPerSecond, failedCalls } from './figures'
import { measuredOf } from './measured-of'

const direct = measuredOf('direct', { milliseconds: 1 })
const manner = { kind: 'plain', connections: 1 } as const

it('tells what is added to the direct call at a level', () => {
  const each = measuredOf('each', { milliseconds: 3, sample: { endMs: [5, 2, 3, 4, 1] } })
  expect(addedMs(each, { ...manner, direct, level: 0.5 })).toBe(2)
  expect(addedMs(each, { ...manner, direct, level: 1 })).toBe(4)
  expect(addedMs(each, { ...manner, direct, level: 1, until: 'firstMs' })).toBe(2)
})

it('tells calls a second, and a second of the processor', () => {
  const each = measuredOf('each', { milliseconds: 3 })
  expect(callsPerSecond(each, manner)).toBe(50)
  expect(callsPerProcessorSecond(each, manner)).toBe(200)
})

it('counts failures of all kinds in all manners', () => {
  expect(
    failedCalls(measuredOf('each', { milliseconds: 3, sample: { failures: { '500': 2, '502': 1 } } })),
  ).toBe(12)
})

it('knows nothing of what has no samples', () => {
  const none = { name: 'none', samples: [] }
  expect(addedMs(none, { ...manner, direct, level: 0.5 })).toBeNaN()
  expect(callsPerSecond(none, manner)).toBeNaN()
  expect(callsPerProcessorSecond(none, manner)).toBeNaN()
})
