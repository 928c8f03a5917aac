import { describe, expect, it } from 'vitest'
import { centroidOfCountry, countries, parseCountry } from '@/lib/geo/country'
import { narrow, planRoute, type RoutePlan, type RouteQuestion } from '@/lib/routing/plan-route'
import { buildEndpoint } from '../support/build-endpoint'
import { buildHealth } from '../support/build-health'
import { buildRegionMap } from '../support/build-region-map'
import { demoRegionMap } from '../support/demo-region-map'
import { moment } from '../support/moment'

const map = demoRegionMap()
const all = [...map.endpoints.keys()]

function planFor(value: string | undefined, overrides: Partial<RouteQuestion> = {}): RoutePlan {
  const country = parseCountry(value)
  return planRoute({
    map,
    health: new Map(),
    withKey: new Set(all),
    model: 'gpt-4.1',
    place: { country, coordinates: centroidOfCountry(country) },
    now: moment,
    ...overrides,
  })
}

function described({ candidates }: RoutePlan): string {
  return candidates.map(({ endpoint, reason }) => `${endpoint.id}:${reason}`).join(' ')
}

function exclusions({ excluded }: RoutePlan): string[] {
  return excluded.map(({ endpoint, reason }) => `${endpoint}:${reason}`).sort()
}

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

describe('when every endpoint left is cooling down', () => {
  const cooling = (seconds: number) => buildHealth({ coolUntil: moment + seconds * 1000 })

  it('the cool-downs are disbelieved, the first to end first', () => {
    const health = new Map([
      ['sin', cooling(90)],
      ['nrt', cooling(30)],
      ['fra', cooling(60)],
      ['iad', cooling(20)],
      ['gru', cooling(40)],
    ])
    const plan = planFor('VN', { health })
    expect(described(plan)).toBe('iad:panic nrt:panic gru:panic fra:panic sin:panic')
    expect(plan.candidates.map(({ score }) => score)).toEqual([20_000, 30_000, 40_000, 60_000, 90_000])
    expect(plan.excluded).toEqual([])
  })

  it('one that is not cooling down is enough to believe the others', () => {
    const health = new Map(['sin', 'nrt', 'fra', 'iad'].map(id => [id, cooling(30)]))
    const plan = planFor('VN', { health })
    expect(described(plan)).toBe('gru:nearest')
    expect(exclusions(plan)).toEqual(['fra', 'iad', 'nrt', 'sin'].map(id => `${id}:cooling-down`))
  })

  it('residency is believed all the same', () => {
    const health = new Map(all.map(id => [id, cooling(30)]))
    const plan = planFor('DE', { health })
    expect(described(plan)).toBe('fra:panic')
    expect(plan.excluded.every(({ reason }) => reason === 'outside-residency')).toBe(true)
  })

  it('a zone that residency forbids stays empty', () => {
    const health = new Map(all.map(id => [id, cooling(30)]))
    expect(planFor('DE', { health, zone: 'US' }).candidates).toEqual([])
  })

  it('state, key and model are believed all the same', () => {
    const rows = [
      buildEndpoint({ id: 'cooling' }),
      buildEndpoint({ id: 'draining', state: 'draining' }),
      buildEndpoint({ id: 'disabled', state: 'disabled' }),
      buildEndpoint({ id: 'keyless' }),
      buildEndpoint({ id: 'other', models: { names: new Map([['other', 'other']]), any: false } }),
    ]
    const plan = planFor('VN', {
      map: buildRegionMap(rows),
      health: new Map(rows.map(({ id }) => [id, cooling(30)])),
      withKey: new Set(['cooling', 'draining', 'disabled', 'other']),
    })
    expect(described(plan)).toBe('cooling:panic')
    expect(exclusions(plan)).toEqual([
      'disabled:disabled',
      'draining:draining',
      'keyless:no-upstream-key',
      'other:model-not-served',
    ])
  })
})

it('what is measured at this edge reorders the lists', () => {
  const health = new Map([
    ['sin', buildHealth({ roundTripMs: 200 })],
    ['nrt', buildHealth({ roundTripMs: 40 })],
  ])
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
