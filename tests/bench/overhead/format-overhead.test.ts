import { expect, it } from 'vitest'
import { formatOverheadChecks } from './format-overhead-checks'
import { formatOverheadTable } from './format-overhead-table'
import { measuredOf } from './measured-of'

it('has a line for each set-up below its head, with what it adds and how many times a bare proxy that is', () => {
  const direct = measuredOf('direct', { milliseconds: 1 })
  const measured = [
    measuredOf('bare Node proxy', { milliseconds: 1.5 }),
    measuredOf('other', { milliseconds: 3, codeBytes: undefined, memory: undefined }),
  ]
  const [head = '', bare = '', other = ''] = formatOverheadTable({ measured, direct }).split('\n')
  expect([bare, other].map(row => row.length)).toEqual([head.length, head.length])
  expect(other.split(/ {2,}/).slice(0, 5)).toEqual(['other', '2.00', '2.00', '4.0', '-'])
  expect(other.split(/ {2,}/).slice(-8)).toEqual(['50', '50', '200', '200', '-', '-', '100', '-'])
  expect(bare.split(/ {2,}/).slice(-4)).toEqual(['120', '100', '100', '100.0'])
})

it('writes what fails in capitals, a check a line', () => {
  const common = { limit: 0.25, unit: 'ms', bound: 'at most' } as const
  const text = formatOverheadChecks([
    { name: 'one', value: 0.2, holds: true, ...common },
    { name: 'other', value: 0.3, holds: false, ...common },
  ])
  expect(text).toBe('ok one: 0.20 ms (at most 0.25 ms)\nFAILED other: 0.30 ms (at most 0.25 ms)')
})
