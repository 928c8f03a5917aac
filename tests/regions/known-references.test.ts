import { describe, expect, it } from 'vitest'
import { knownReferences } from '@/lib/regions/known-references'
import { buildEndpoint } from '../support/build-endpoint'
import { buildRegionMap } from '../support/build-region-map'

const rows = [buildEndpoint({ id: 'sin', zone: 'APAC' }), buildEndpoint({ id: 'fra', zone: 'EU' })]

describe('references', () => {
  it('to endpoints of the map are kept in their order, and nothing is reported', () => {
    const map = buildRegionMap(rows, {
      countries: new Map([['VN', ['fra', 'sin']]]),
      zones: [{ name: 'EU', countries: new Set(['DE']), endpoints: ['fra'] }],
      residency: new Map([['DE', ['EU', 'MOON']]]),
      default: ['sin', 'fra'],
    })
    expect(knownReferences(map)).toEqual({ map, problems: [] })
  })

  it('to others are left out and reported where they stand', () => {
    const map = buildRegionMap(rows, {
      countries: new Map([
        ['VN', ['gone', 'sin']],
        ['TH', ['constructor']],
      ]),
      zones: [{ name: 'EU', countries: new Set(['DE']), endpoints: ['fra', 'gone'] }],
      default: ['sin', '', 'gone'],
    })
    const known = knownReferences(map)
    expect(known.problems.map(({ path }) => path)).toEqual([
      'countries.VN[0]',
      'countries.TH[0]',
      'zones.EU.endpoints[1]',
      'default[1]',
      'default[2]',
    ])
    expect(known.map).toEqual({
      ...map,
      countries: new Map([
        ['VN', ['sin']],
        ['TH', []],
      ]),
      zones: [{ name: 'EU', countries: new Set(['DE']), endpoints: ['fra'] }],
      default: ['sin'],
    })
  })
})

describe('residency', () => {
  it('in which no endpoint lies is reported and stays in force', () => {
    const residency = new Map([
      ['DE', ['MOON']],
      ['FR', ['MOON', 'EU']],
    ])
    const known = knownReferences(buildRegionMap(rows, { residency }))
    expect(known.map.residency).toEqual(residency)
    expect(known.problems).toEqual([
      { path: 'residency.DE', message: expect.stringContaining('every call is refused') },
    ])
  })
})
