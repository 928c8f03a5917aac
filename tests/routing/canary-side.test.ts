import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Canary } from '@/lib/regions/region-map'
import { canarySide } from '@/lib/routing/canary-side'
import { buildRegionMap } from '../support/build-region-map'

const map = buildRegionMap([])

function buildCanary(changes: Partial<Canary> = {}): Canary {
  const usual = { version: 'one', seed: 'one', share: 0.5, countries: undefined }
  return { ...usual, map, together: map, own: [], ...changes }
}

const shares = fc.double({ min: 0, max: 1, noNaN: true })
const country = 'VN'

describe('a caller', () => {
  it('is always on the same side, whatever else of the canary changes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), shares, (caller, seed, share) => {
        const side = canarySide(buildCanary({ seed, share }), { caller, country })
        const again = buildCanary({ seed, share, version: 'two', countries: new Set([country]) })
        expect(canarySide(again, { caller, country })).toBe(side)
      }),
    )
  })

  it('who is in stays in as the share grows', () => {
    fc.assert(
      fc.property(fc.string(), shares, shares, (caller, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)]
        const isIn = (share: number) => canarySide(buildCanary({ share }), { caller, country }) === 'canary'
        expect(isIn(less) && !isIn(more)).toBe(false)
        expect([isIn(0), isIn(1)]).toEqual([false, true])
      }),
    )
  })

  it.each([
    [country, 'canary'],
    ['DE', 'outside'],
    [undefined, 'outside'],
  ])('from %s is %s where Vietnam is asked for', (from, side) => {
    const canary = buildCanary({ share: 1, countries: new Set([country]) })
    expect(canarySide(canary, { caller: 'one', country: from })).toBe(side)
  })
})

describe('of ten thousand callers', () => {
  const callers = Array.from({ length: 10_000 }, (_, at) => `key-${at}`)
  const drawn = (canary: Canary) =>
    callers.filter(caller => canarySide(canary, { caller, country }) === 'canary')

  // Four standard deviations.
  it.each([0.01, 0.05, 0.2, 0.5, 0.95])('about a share of %d is drawn', share => {
    const spread = 4 * Math.sqrt(callers.length * share * (1 - share))
    const count = drawn(buildCanary({ share })).length
    expect(Math.abs(count - callers.length * share)).toBeLessThan(spread)
  })

  it('others are drawn for another map', () => {
    const one = new Set(drawn(buildCanary({ share: 0.2, seed: 'one' })))
    const both = drawn(buildCanary({ share: 0.2, seed: 'two' })).filter(caller => one.has(caller))
    expect(both.length).toBeGreaterThan(250)
    expect(both.length).toBeLessThan(550)
  })
})
