import type { CacheResult } from './cache-outcome'
import type { CacheSetUp } from './cache-set-ups'
import { summarizeCache } from './summarize-cache'

/** One demand on what the cache gains. */
export type CacheCheck = {
  readonly name: string
  readonly value: number
  readonly limit: number
  readonly bound: 'at least' | 'at most' | 'under'
  readonly unit: '%' | 'ms' | ''
  readonly holds: boolean
}

// What a hit in memory may take beyond the cheapest request that the server answers.
const mostOverFloorMs = 1

/** What is demanded of a set-up: it beats the field's figures, no call fails, and each of its tiers has been used. */
export function checkCache(
  { field, hasRedis, hasObjects, localAllowance }: CacheSetUp,
  result: CacheResult,
): readonly CacheCheck[] {
  const { hitRate, mean, failures } = summarizeCache(result)
  const { memoryHit, objects } = result
  return [
    check('failed calls', { value: failures, bound: 'at most', limit: 0, unit: '' }),
    ...(field === undefined
      ? []
      : [
          check('hit rate', {
            value: 100 * hitRate,
            bound: 'at least',
            limit: 100 * field.hitRate,
            unit: '%',
          }),
          check('mean', { value: mean, bound: 'at most', limit: field.meanMs, unit: 'ms' }),
        ]),
    // Where each call waits for its admission in Redis, what is measured is how far away that is.
    ...(memoryHit === undefined || (hasRedis && !localAllowance)
      ? []
      : [
          check('memory hit over the floor', {
            value: memoryHit.hitMs - memoryHit.floorMs,
            bound: 'under',
            limit: mostOverFloorMs,
            unit: 'ms',
          }),
        ]),
    ...(hasObjects
      ? [check('objects read', { value: objects?.read ?? 0, bound: 'at least', limit: 1, unit: '' })]
      : []),
  ]
}

function check(name: string, demand: Omit<CacheCheck, 'name' | 'holds'>): CacheCheck {
  const { value, limit, bound } = demand
  const holds = bound === 'at least' ? value >= limit : bound === 'at most' ? value <= limit : value < limit
  return { name, ...demand, holds }
}
