import { describe, expect, it } from 'vitest'
import { callRates } from '@/lib/status/call-rates'
import type { Seen } from '@/lib/usage/usage-store'
import { noSums } from '@/lib/usage/usage-sums'

const minute = (calls: Readonly<Record<string, number>>): Seen =>
  new Map(
    Object.entries(calls).map(([name, requests]) => [
      name,
      { sums: { ...noSums, requests }, durations: new Map() },
    ]),
  )

const atHalf = Date.UTC(2026, 10, 2, 12, 0, 30)

describe('the rates of calls', () => {
  it('count the last sixty seconds, of the minute before as much as lies in them', () => {
    const { perSecond } = callRates([minute({ 'cache/MISS': 120 }), minute({ 'cache/MISS': 60 })], atHalf)
    expect(perSecond).toBe(2)
  })

  it('are told minute by minute, whatever the cache had', () => {
    const minutes = [minute({}), minute({ 'cache/MISS': 3, 'cache/HIT': 1 }), minute({ 'cache/BYPASS': 2 })]
    expect(callRates(minutes, atHalf)).toMatchObject({ byMinute: [0, 4, 2], cachedShare: 1 / 6 })
  })

  it('leave out what is no call', () => {
    expect(callRates([minute({ 'pair/sin1|fra': 9, 'overhead/all': 9 })], atHalf)).toEqual({
      perSecond: 0,
      byMinute: [0],
      cachedShare: null,
    })
  })

  it('are nothing where nothing is known', () => {
    expect(callRates([], atHalf)).toEqual({ perSecond: 0, byMinute: [], cachedShare: null })
  })
})
