import { describe, expect, it } from 'vitest'
import { countries } from '@/lib/geo/country'
import { countryRoutes } from '@/lib/routing/country-routes'
import { buildEndpoint } from '../support/build-endpoint'
import { buildRegionMap } from '../support/build-region-map'

const singapore = { latitude: 1.35, longitude: 103.82 }
const frankfurt = { latitude: 50.11, longitude: 8.68 }
const sin = buildEndpoint({ id: 'sin', location: singapore })
const fra = buildEndpoint({ id: 'fra', location: frankfurt, zone: 'EU' })

const both = new Set(['sin', 'fra'])
const idsFor = (routes: ReturnType<typeof countryRoutes>, country: string | undefined) =>
  routes.get(country)?.map(({ endpoint, reason }) => `${endpoint} ${reason}`)

describe('the routes of a map', () => {
  it('are of every country and of callers without one', () => {
    const routes = countryRoutes(buildRegionMap([sin, fra]), { usable: both })
    expect([...routes.keys()]).toEqual([...countries, undefined])
  })

  it('go by list, then by distance, and by the default list where nothing is known', () => {
    const map = buildRegionMap([sin, fra], { countries: new Map([['VN', ['fra']]]), default: ['fra'] })
    const routes = countryRoutes(map, { usable: both })
    expect(idsFor(routes, 'VN')).toEqual(['fra listed', 'sin nearest'])
    expect(idsFor(routes, 'TH')).toEqual(['sin nearest', 'fra nearest'])
    expect(idsFor(routes, undefined)).toEqual(['fra default', 'sin default'])
  })

  it('keep to residency, whatever is listed', () => {
    const map = buildRegionMap([sin, fra], {
      countries: new Map([['DE', ['sin']]]),
      residency: new Map([['DE', ['EU']]]),
    })
    expect(idsFor(countryRoutes(map, { usable: both }), 'DE')).toEqual(['fra nearest'])
  })

  it('leave out what drains, what has no key and what does not serve the model', () => {
    const models = { names: new Map([['gpt-4.1', 'gpt-4.1']]), any: false }
    const draining = buildRegionMap([{ ...sin, state: 'draining' }, fra])
    expect(idsFor(countryRoutes(draining, { usable: both }), 'TH')).toEqual(['fra nearest'])
    const map = buildRegionMap([{ ...sin, models }, fra])
    expect(idsFor(countryRoutes(map, { usable: new Set(['sin']) }), 'TH')).toEqual(['sin nearest'])
    expect(idsFor(countryRoutes(map, { usable: both, model: 'o4-mini' }), 'TH')).toEqual(['fra nearest'])
  })

  it('begin with one of weight 0 only where its place has no other', () => {
    const spare = buildEndpoint({ id: 'spare', region: sin.region, location: singapore, weight: 0 })
    const usable = new Set(['sin', 'fra', 'spare'])
    const map = buildRegionMap([spare, sin, fra])
    expect(idsFor(countryRoutes(map, { usable }), 'TH')?.[0]).toBe('sin nearest')
    usable.delete('sin')
    expect(idsFor(countryRoutes(map, { usable }), 'TH')?.[0]).toBe('spare nearest')
  })
})
