import { describe, expect, it } from 'vitest'
import type { CacheResult } from './cache-outcome'
import { type CacheSetUp, cacheSetUps } from './cache-set-ups'
import { checkCache } from './check-cache'

function setUpNamed(name: string): CacheSetUp {
  const found = cacheSetUps.find(each => each.name === name)
  if (found === undefined) throw new Error(`There is no set-up ${name}.`)
  return found
}

/** Of a hundred calls so many were hits, and all took as long. */
function result(
  hits: number,
  { milliseconds = 10, ...changes }: Partial<CacheResult> & { milliseconds?: number } = {},
) {
  const outcomes = Array.from({ length: 100 }, (_, index) => ({
    milliseconds,
    isHit: index < hits,
    failure: undefined,
  }))
  const memoryHit = { hitMs: 2.5, floorMs: 2 }
  return { setUp: '', outcomes, upstreamCalls: 0, objects: { read: 1, written: 1 }, memoryHit, ...changes }
}

function failing(name: string, measured: CacheResult): string[] {
  return checkCache(setUpNamed(name), measured)
    .filter(({ holds }) => !holds)
    .map(check => check.name)
}

describe('checkCache', () => {
  it('lets pass what is as good as the field', () => {
    expect(failing('no cache', result(0, { milliseconds: 150 }))).toEqual([])
    expect(failing('memory', result(34, { milliseconds: 68 }))).toEqual([])
    expect(failing('memory + Redis', result(67, { milliseconds: 31 }))).toEqual([])
    expect(failing('all tiers', result(89, { milliseconds: 12 }))).toEqual([])
  })

  it('finds what is worse', () => {
    expect(failing('memory', result(33, { milliseconds: 69 }))).toEqual(['hit rate', 'mean'])
    expect(failing('memory + Redis', result(66))).toEqual(['hit rate'])
    expect(failing('all tiers', result(100, { milliseconds: 12.1 }))).toEqual(['mean'])
  })

  it('wants no call to fail, also without a cache', () => {
    const { outcomes, ...rest } = result(100)
    const measured = { ...rest, outcomes: [...outcomes, { milliseconds: 1, isHit: false, failure: '502' }] }
    for (const { name } of cacheSetUps) expect(failing(name, measured)).toEqual(['failed calls'])
  })

  it('wants a memory hit within a millisecond of the floor where no admission is waited for', () => {
    const memoryHit = { hitMs: 3, floorMs: 2 }
    expect(failing('memory', result(100, { memoryHit }))).toEqual(['memory hit over the floor'])
    expect(failing('memory + Redis', result(100, { memoryHit }))).toContain('memory hit over the floor')
    expect(failing('all tiers, each call admitted by Redis first', result(100, { memoryHit }))).toEqual([])
  })

  it('wants object storage to be used where there is some', () => {
    const objects = { read: 0, written: 5 }
    expect(failing('all tiers', result(100, { objects }))).toEqual(['objects read'])
    expect(failing('memory + Redis', result(100, { objects }))).toEqual([])
  })
})
