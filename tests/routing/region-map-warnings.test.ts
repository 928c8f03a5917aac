import { describe, expect, it } from 'vitest'
import type { RegionMap } from '@/lib/regions/region-map'
import { countryRoutes } from '@/lib/routing/country-routes'
import { regionMapWarnings } from '@/lib/routing/region-map-warnings'
import { buildEndpoint } from '../support/build-endpoint'
import { buildRegionMap } from '../support/build-region-map'

const sin = buildEndpoint({ id: 'sin', location: { latitude: 1.35, longitude: 103.82 } })
const fra = buildEndpoint({ id: 'fra', location: { latitude: 50.11, longitude: 8.68 }, zone: 'EU' })

function warningsOf(map: RegionMap, usable: ReadonlySet<string> = new Set(map.endpoints.keys())) {
  return regionMapWarnings(map, { routes: countryRoutes(map, { usable }), usable })
}

const only = (map: RegionMap, kind: string) => warningsOf(map).filter(each => each.kind === kind)

describe('a warning', () => {
  it('is not given of a map without a fault', () => {
    expect(warningsOf(buildRegionMap([sin, fra]))).toEqual([])
  })

  it('names the countries that no endpoint may serve', () => {
    const map = buildRegionMap([sin], {
      residency: new Map([
        ['DE', ['EU']],
        ['FR', ['EU']],
      ]),
    })
    expect(only(map, 'no-endpoint')).toEqual([
      { kind: 'no-endpoint', path: '', message: 'DE and FR: no endpoint may serve, every call is refused' },
    ])
  })

  it('names the countries that residency leaves one endpoint', () => {
    const map = buildRegionMap([sin, fra], {
      residency: new Map([
        ['DE', ['EU']],
        ['FR', ['EU']],
      ]),
    })
    expect(only(map, 'single-endpoint')).toMatchObject([
      { path: 'residency', message: expect.stringContaining('DE and FR: residency leaves fra alone') },
    ])
    const two = buildRegionMap([sin, fra, { ...fra, id: 'cdg', region: 'cdg1' }], {
      residency: map.residency,
    })
    expect(only(two, 'single-endpoint')).toEqual([])
  })

  it('counts the countries that nothing is said of, where something is said of others', () => {
    const map = buildRegionMap([sin, fra], {
      countries: new Map([['VN', ['sin']]]),
      zones: [{ name: 'EU', countries: new Set(['DE']), endpoints: ['fra'] }],
    })
    const [warning] = only(map, 'unlisted-countries')
    expect(warning?.message).toMatch(/^AD, AE, .* and 239 more are in no list .* nearest endpoint$/)
  })

  it('names the endpoint that is nobody’s first choice', () => {
    const map = buildRegionMap([sin, fra, { ...fra, id: 'far', region: 'far', location: undefined }])
    expect(only(map, 'never-first')).toMatchObject([{ path: 'endpoints.far' }])
  })

  it.each([
    ['shares the calls of its place', { region: fra.region }],
    ['is meant to wait', { weight: 0 }],
    ['drains', { state: 'draining' } as const],
  ])('does not name one that %s', (_, fields) => {
    const spare = { ...fra, id: 'spare', region: 'spare', location: undefined, ...fields }
    expect(only(buildRegionMap([sin, fra, spare]), 'never-first')).toEqual([])
  })

  it('does not name one that does not serve the model that is asked about', () => {
    const other = { ...fra, id: 'other', region: 'other', location: undefined }
    const models = { names: new Map([['gpt-4o', 'gpt-4o']]), any: false }
    const usable = new Set(['sin', 'fra', 'other'])
    const kindsOf = (map: RegionMap, model: string) =>
      regionMapWarnings(map, { routes: countryRoutes(map, { usable, model }), usable, model }).map(
        ({ kind }) => kind,
      )
    expect(kindsOf(buildRegionMap([sin, fra, { ...other, models }]), 'gpt-4.1')).toEqual([])
    expect(kindsOf(buildRegionMap([sin, fra, other]), 'gpt-4.1')).toEqual(['never-first'])
  })

  it('names the endpoint whose key is not there', () => {
    const map = buildRegionMap([sin, fra])
    expect(warningsOf(map, new Set(['sin']))).toEqual([
      {
        kind: 'no-upstream-key',
        path: 'endpoints.fra.apiKeyEnv',
        message: 'UPSTREAM_KEY_FRA is not set in this deployment: the endpoint is left out',
      },
    ])
  })

  it('names a region that has the form of an edge’s and is none', () => {
    const map = buildRegionMap([
      { ...sin, region: 'sng1' },
      { ...fra, region: 'eu' },
    ])
    expect(only(map, 'unknown-region')).toMatchObject([{ path: 'endpoints.sin.region' }])
  })
})
