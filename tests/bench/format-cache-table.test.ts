import { expect, it } from 'vitest'
import { cacheSetUps } from './cache-set-ups'
import { formatCacheTable } from './format-cache-table'

it('puts the field’s figures beside what was measured', () => {
  const rows = cacheSetUps.slice(0, 2).map(setUp => ({
    setUp,
    summary: {
      setUp: setUp.name,
      hitRate: 0.5,
      mean: 70.26,
      p50: 2,
      p95: 150,
      upstreamCalls: 1000,
      failures: 0,
    },
  }))
  expect(formatCacheTable(rows).split('\n')).toEqual([
    'set-up    hit rate  mean ms  p50 ms  p95 ms  upstream calls  field hit rate  field mean ms',
    'no cache    50.0 %     70.3     2.0   150.0            1000               -              -',
    'memory      50.0 %     70.3     2.0   150.0            1000          34.0 %             68',
  ])
})
