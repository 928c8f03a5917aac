import { describe, expect, it } from 'vitest'
import { countries } from '@/lib/geo/country'
import { narrow } from '@/lib/routing/narrow'
import { buildEndpoint } from '../support/build-endpoint'
import { buildEdgeHealth, buildHealth } from '../support/build-health'
import { buildRegionMap } from '../support/build-region-map'
import { demoRegionMap } from '../support/demo-region-map'
import { described, exclusions, planFor } from '../support/plan-for'

const map = demoRegionMap()
const all = [...map.endpoints.keys()]

describe('a country with a list and a zone', () => {
  it.each([
    ['VN', 'sin:listed nrt:listed fra:nearest iad:nearest gru:nearest'],
    ['ID', 'sin:listed nrt:listed fra:nearest iad:nearest gru:nearest'],
    ['TH', 'sin:listed nrt:listed fra:nearest iad:nearest gru:nearest'],
    ['PH', 'sin:listed nrt:listed fra:nearest iad:nearest gru:nearest'],
    ['MY', 'sin:listed nrt:listed fra:nearest iad:nearest gru:nearest'],
    ['KR', 'nrt:listed sin:listed fra:nearest iad:nearest gru:nearest'],
    ['IN', 'sin:listed fra:listed nrt:listed iad:nearest gru:nearest'],
  ])('begins %s with its list, then its zone, then the rest by distance', (country, expected) => {
    expect(described(planFor(country))).toBe(expected)
  })
})

describe('a country with a list and no zone', () => {
  it.each([
    ['ZA', 'fra:listed iad:listed gru:nearest sin:nearest nrt:nearest'],
    ['AR', 'gru:listed iad:listed fra:nearest sin:nearest nrt:nearest'],
  ])('begins %s with its list, then the rest by distance', (country, expected) => {
    expect(described(planFor(country))).toBe(expected)
  })
})

describe('a country with a zone and no list', () => {
  it.each([
    ['SE', 'fra:listed iad:nearest nrt:nearest sin:nearest gru:nearest'],
    ['NO', 'fra:listed iad:nearest nrt:nearest sin:nearest gru:nearest'],
    ['PL', 'fra:listed iad:nearest nrt:nearest sin:nearest gru:nearest'],
    ['IS', 'fra:listed iad:nearest nrt:nearest gru:nearest sin:nearest'],
    ['LI', 'fra:listed iad:nearest nrt:nearest gru:nearest sin:nearest'],
    ['ES', 'fra:listed iad:nearest gru:nearest nrt:nearest sin:nearest'],
    ['IT', 'fra:listed iad:nearest gru:nearest nrt:nearest sin:nearest'],
    ['US', 'iad:listed fra:nearest gru:nearest nrt:nearest sin:nearest'],
    ['SG', 'sin:listed nrt:listed fra:nearest iad:nearest gru:nearest'],
    ['JP', 'sin:listed nrt:listed fra:nearest iad:nearest gru:nearest'],
    ['CN', 'sin:listed nrt:listed fra:nearest iad:nearest gru:nearest'],
    ['TW', 'sin:listed nrt:listed fra:nearest iad:nearest gru:nearest'],
    ['HK', 'sin:listed nrt:listed fra:nearest iad:nearest gru:nearest'],
    ['NZ', 'sin:listed nrt:listed gru:nearest iad:nearest fra:nearest'],
    ['FJ', 'sin:listed nrt:listed iad:nearest gru:nearest fra:nearest'],
  ])('begins %s with its zone, then the rest by distance', (country, expected) => {
    expect(described(planFor(country))).toBe(expected)
  })
})

describe('a country that no rule names', () => {
  it.each([
    ['GB', 'fra iad nrt gru sin'],
    ['CH', 'fra iad gru nrt sin'],
    ['TR', 'fra sin nrt iad gru'],
    ['UA', 'fra iad nrt sin gru'],
    ['BR', 'gru iad fra nrt sin'],
    ['CL', 'gru iad fra sin nrt'],
    ['PE', 'gru iad fra nrt sin'],
    ['CO', 'iad gru fra nrt sin'],
    ['CA', 'iad fra nrt gru sin'],
    ['MX', 'iad gru fra nrt sin'],
    ['NG', 'fra gru iad sin nrt'],
    ['KE', 'fra sin gru nrt iad'],
    ['SA', 'fra sin nrt iad gru'],
    ['AE', 'fra sin nrt iad gru'],
    ['IL', 'fra sin nrt iad gru'],
    ['IR', 'fra sin nrt iad gru'],
    ['KZ', 'fra nrt sin iad gru'],
    ['RU', 'nrt fra sin iad gru'],
    ['GL', 'fra iad nrt gru sin'],
    ['AQ', 'gru sin nrt iad fra'],
    ['RE', 'sin fra gru nrt iad'],
    ['GP', 'iad gru fra nrt sin'],
    ['HT', 'iad gru fra nrt sin'],
    ['UM', 'nrt sin iad fra gru'],
  ])('goes by distance alone: %s', (country, expected) => {
    const plan = planFor(country)
    expect(described(plan)).toBe(expected.replace(/\w+/g, '$&:nearest'))
    expect(plan.residency).toBeUndefined()
  })
})

describe('a country with residency', () => {
  it.each(['DE', 'FR', 'IE', 'AT', 'NL'])('leaves %s the endpoints of its zones and no other', country => {
    const plan = planFor(country)
    expect(described(plan)).toBe('fra:listed')
    expect(plan.residency).toEqual(['EU'])
    const outside = ['gru', 'iad', 'nrt', 'sin'].map(id => `${id}:outside-residency`)
    expect(exclusions(plan)).toEqual(outside)
  })
})

describe('a caller whose country is not known', () => {
  it.each([
    ['nothing', undefined],
    ['XX', 'XX'],
    ['T1', 'T1'],
    ['an empty value', ''],
    ['300 characters', 'VN'.repeat(150)],
    ['a code nobody has', 'ZZ'],
    ['a code of three letters', 'DEU'],
    ['a name', '__proto__'],
  ])('gets the default order: %s', (_, value) => {
    const plan = planFor(value)
    expect(described(plan)).toBe('iad:default fra:default sin:default nrt:default gru:default')
    expect(plan).toMatchObject({ residency: undefined, excluded: [] })
  })
})

it('gives each of the 249 countries each endpoint that it may use exactly once', () => {
  expect(countries).toHaveLength(249)
  for (const country of countries) {
    const { candidates, excluded } = planFor(country)
    const ids = candidates.map(({ endpoint }) => endpoint.id)
    const allowed = map.residency.has(country) ? ['fra'] : all
    expect([country, [...ids].sort()]).toEqual([country, [...allowed].sort()])
    expect(ids.length + excluded.length).toBe(all.length)
  }
})

it("the caller's own coordinates decide before its country's", () => {
  const miami = { latitude: 25.76, longitude: -80.19 }
  expect(described(planFor('BR', { place: { country: 'BR', coordinates: miami } }))).toMatch(/^iad:nearest/)
})

describe('a zone that the caller narrows to', () => {
  it('leaves the endpoints of that zone', () => {
    const plan = planFor('VN', { zone: 'EU' })
    expect(described(plan)).toBe('fra:nearest')
    expect(plan.residency).toEqual(['EU'])
  })

  it('leaves nothing where residency does not hold it', () => {
    const plan = planFor('DE', { zone: 'US' })
    expect(plan).toMatchObject({ residency: [], candidates: [] })
    expect(plan.excluded.map(({ reason }) => reason)).toEqual(all.map(() => 'outside-residency'))
  })

  it.each([
    { residency: undefined, zone: undefined, left: undefined },
    { residency: undefined, zone: 'US', left: ['US'] },
    { residency: ['EU', 'US'], zone: undefined, left: ['EU', 'US'] },
    { residency: ['EU', 'US'], zone: 'US', left: ['US'] },
    { residency: ['EU'], zone: 'US', left: [] },
    { residency: ['EU'], zone: '', left: [] },
  ])('narrows and never widens: $residency by $zone', ({ residency, zone, left }) => {
    expect(narrow(residency, zone)).toEqual(left)
  })
})

describe("the zones of a caller's plan", () => {
  it('leave out the endpoints outside of them, after those that residency leaves out', () => {
    const plan = planFor('DE', { allowedZones: ['US'] })
    expect(plan.candidates).toEqual([])
    expect(exclusions(plan)).toContain('fra:outside-plan')
    expect(exclusions(plan)).toContain('iad:outside-residency')
  })
})

it('what is measured at this edge reorders the lists', () => {
  const endpoints = { sin: buildHealth({ roundTrips: [200] }), nrt: buildHealth({ roundTrips: [40] }) }
  const health = buildEdgeHealth({ endpoints })
  expect(described(planFor('VN', { health }))).toMatch(/^nrt:fastest/)
})

it('without a model, every endpoint that serves something is a candidate', () => {
  const rows = ['a', 'b'].map(id => buildEndpoint({ id, models: { names: new Map([[id, id]]), any: false } }))
  const plan = planFor(undefined, {
    map: buildRegionMap(rows),
    withKey: new Set(['a', 'b']),
    model: undefined,
  })
  expect(described(plan)).toBe('a:default b:default')
})
