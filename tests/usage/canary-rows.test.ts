import { expect, it } from 'vitest'
import { canaryRows } from '@/lib/usage/canary-rows'
import type { UsageRecord } from '@/lib/usage/usage-record'
import { buildUsageRecord } from '../support/build-usage-record'

const canary = { version: '0123456789abcdef', side: 'canary' } as const
const record = (changes: Partial<UsageRecord> = {}) => buildUsageRecord({ canary, ...changes })

it('a call is counted once for its side, with its errors', () => {
  expect(canaryRows(record())).toMatchObject([
    { kind: 'canary', name: 'canary/canary', sums: { requests: 1, errors: 0, rescued: 0 } },
  ])
  expect(canaryRows(record({ isError: true }))).toMatchObject([
    { sums: { errors: 1 }, durationMs: undefined },
  ])
  expect(canaryRows(record({ canary: { ...canary, side: 'control' } }))).toMatchObject([
    { name: 'canary/control' },
  ])
})

it('a call that has nothing to do with a canary, or was answered out of the cache, is not counted', () => {
  const { canary: _, ...plain } = record()
  expect(canaryRows(plain)).toEqual([])
  expect(canaryRows(record({ cache: 'HIT' }))).toEqual([])
})
