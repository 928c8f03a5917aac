import { expect, it } from 'vitest'
import { formatLoadChecks, formatLoadTable } from './format-load'

it('has a line for each load below its head, all as long', () => {
  const readings = [1, 2, 3, 4].map(at => ({ at, bytes: 2e6 }))
  const result = {
    ended: { reads: 3, leaves: 2, lags: 1 },
    faults: { cut: 4 },
    events: 500,
    bytes: 10e6,
    seconds: 5,
    firstMs: [],
    eventMs: [],
    lagMs: 0,
  }
  const memory = { resident: readings, heap: [], busyShare: 0.25 }
  const table = formatLoadTable([{ streams: 50, result, memory, restingHeap: undefined, leftOpen: 0 }])
  const [head = '', row = ''] = table.split('\n')
  expect(row).toHaveLength(head.length)
  expect(row.trim().split(/\s+/).slice(0, 8)).toEqual(['50', '3', '2', '1', '4', '100', '2.0', '25'])
  expect(row.trim().split(/\s+/).slice(-4)).toEqual(['2.0', '2.0', '-', '-'])
})

it('writes what fails in capitals', () => {
  const common = { limit: 1, unit: 'MB', bound: 'at most' } as const
  const text = formatLoadChecks(50, [
    { name: 'one', value: 0.5, holds: true, ...common },
    { name: 'other', value: 2, holds: false, ...common },
  ])
  expect(text).toBe('50 streams: ok one 0.5 MB (at most 1 MB) · FAILED other 2.0 MB (at most 1 MB)')
})
