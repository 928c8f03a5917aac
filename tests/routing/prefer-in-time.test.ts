import { describe, expect, it } from 'vitest'
import type { RoutePlan } from '@/lib/routing/plan-route'
import { preferInTime, readTtftLimit } from '@/lib/routing/prefer-in-time'
import { buildCandidate } from '../support/build-candidate'

function planOf(waits: Readonly<Record<string, number | undefined>>): RoutePlan {
  const candidates = Object.entries(waits).map(([id, expectedMs]) => ({ ...buildCandidate(id), expectedMs }))
  return { residency: undefined, candidates, excluded: [], leader: undefined, trial: undefined }
}

const order = (plan: RoutePlan) => plan.candidates.map(({ endpoint }) => endpoint.id).join('')

describe('candidates that are predicted to begin in time', () => {
  it('go first, in their order, before those that are not and those of whom nothing is known', () => {
    const plan = planOf({ a: 900, b: undefined, c: 100, d: 300 })
    expect(order(preferInTime(plan, 300))).toBe('cdab')
  })

  it('are needed: without one the call is refused', () => {
    expect(() => preferInTime(planOf({ a: 301, b: undefined }), 300)).toThrow(
      expect.objectContaining({ code: 'ttft_unattainable' }),
    )
  })

  it('are those of a likely wait within it where nothing is known of any', () => {
    const unknown = (limitMs: number) => {
      const plan = planOf({ a: undefined, b: undefined })
      const candidates = plan.candidates.map((each, at) => ({ ...each, score: at === 0 ? 200 : 100 }))
      return order(preferInTime({ ...plan, candidates }, limitMs))
    }
    expect(unknown(150)).toBe('ba')
    expect(unknown(60_000)).toBe('ab')
    expect(() => unknown(99)).toThrow(expect.objectContaining({ code: 'ttft_unattainable' }))
  })

  it('are not missed where there are no candidates at all', () => {
    expect(order(preferInTime(planOf({}), 300))).toBe('')
  })
})

describe('a limit', () => {
  it.each([
    [null, undefined],
    ['1', 1],
    ['800', 800],
  ])('is read: %s', (value, limit) => {
    expect(readTtftLimit(value)).toBe(limit)
  })

  it.each(['', '0', '-1', '1.5', '1e3', 'fast', '9999999999'])('is not "%s"', value => {
    expect(() => readTtftLimit(value)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  })
})
