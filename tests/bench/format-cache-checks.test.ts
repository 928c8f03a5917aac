import { expect, it } from 'vitest'
import { formatCacheChecks } from './format-cache-checks'

it('tells what is demanded and what was measured', () => {
  const hits = {
    name: 'hit rate',
    value: 34.04,
    limit: 34,
    bound: 'at least',
    unit: '%',
    holds: true,
  } as const
  const mean = { name: 'mean', value: 70, limit: 68, bound: 'at most', unit: 'ms', holds: false } as const
  expect(formatCacheChecks('memory', [hits, mean])).toBe(
    'memory: ok hit rate 34.0 % (at least 34 %) · FAILED mean 70.00 ms (at most 68 ms)',
  )
})
