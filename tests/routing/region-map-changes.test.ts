import { describe, expect, it } from 'vitest'
import type { Country } from '@/lib/geo/country'
import type { CountryRoutes } from '@/lib/routing/country-routes'
import { regionMapChanges } from '@/lib/routing/region-map-changes'

/** Routes by country as `sin fra`; all by list. */
function routes(orders: Readonly<Record<string, string>>, unknown = ''): CountryRoutes {
  const stops = (order: string) =>
    order
      .split(' ')
      .filter(id => id !== '')
      .map(endpoint => ({ endpoint, reason: 'listed' as const }))
  return new Map<Country, ReturnType<typeof stops>>([
    ...Object.entries(orders).map(([country, order]) => [country, stops(order)] as const),
    [undefined, stops(unknown)],
  ])
}

describe('two maps', () => {
  it('that say the same change nothing', () => {
    const same = routes({ VN: 'sin nrt', DE: 'fra' }, 'iad')
    expect(regionMapChanges(same, same)).toEqual({ changes: [], reordered: [], unknownCountry: null })
  })

  it('differ where a country begins with another endpoint', () => {
    const { changes } = regionMapChanges(
      routes({ VN: 'sin nrt', DE: 'fra' }),
      routes({ VN: 'nrt sin', DE: 'fra' }),
    )
    expect(changes).toEqual([
      {
        country: 'VN',
        name: 'Vietnam',
        from: 'sin',
        to: 'nrt',
        reason: 'listed',
        order: { from: ['sin', 'nrt'], to: ['nrt', 'sin'] },
      },
    ])
  })

  it('differ where a country loses its last endpoint, or gets its first', () => {
    const { changes } = regionMapChanges(routes({ VN: 'sin' }), routes({ DE: 'fra' }))
    expect(changes.map(({ country, from, to, reason }) => [country, from, to, reason])).toEqual([
      ['DE', null, 'fra', 'listed'],
      ['VN', 'sin', null, null],
    ])
  })

  it('differ less where only the order behind the first is another', () => {
    expect(regionMapChanges(routes({ VN: 'sin nrt fra' }), routes({ VN: 'sin fra nrt' }))).toMatchObject({
      changes: [],
      reordered: ['VN'],
    })
  })

  it('do not differ behind the third, which no call comes to', () => {
    expect(regionMapChanges(routes({ VN: 'a b c d e' }), routes({ VN: 'a b c e d' })).reordered).toEqual([])
  })

  it('differ for callers whose country is not known', () => {
    const { unknownCountry } = regionMapChanges(routes({}, 'iad'), routes({}, 'fra iad'))
    expect(unknownCountry).toEqual({ from: 'iad', to: 'fra', reason: 'listed' })
  })
})
