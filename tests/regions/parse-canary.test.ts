import { describe, expect, it } from 'vitest'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import { plainId } from '@/lib/regions/region-map'
import { mapDocument } from '../support/build-dependencies'
import { rowOf } from '../support/upstream-endpoint'

const inner = (overrides: Readonly<Record<string, unknown>> = {}) => mapDocument(overrides)

const parse = (canary: unknown, overrides: Readonly<Record<string, unknown>> = {}) =>
  parseRegionMap(mapDocument({ ...overrides, canary }))

function canaryOf(canary: unknown, overrides: Readonly<Record<string, unknown>> = {}) {
  const { value, problems } = parse(canary, overrides)
  expect(problems).toEqual([])
  if (value?.canary === undefined) throw new Error('The canary was dropped.')
  return value.canary
}

const withRow = (id: string, changes: object) =>
  inner({ endpoints: { ...mapDocument().endpoints, [id]: { ...rowOf(id), ...changes } } })

describe('a canary without faults', () => {
  it('is read with its share, its countries and its map', () => {
    const map = inner({ countries: { VN: ['nrt'] } })
    const canary = canaryOf({ share: 0.05, countries: ['VN'], map })
    expect(canary).toMatchObject({ share: 0.05, countries: new Set(['VN']) })
    expect(canary.map.countries).toEqual(new Map([['VN', ['nrt']]]))
    expect(canaryOf({ share: 1, map: inner() }).countries).toBeUndefined()
  })

  it('changes its version with anything in it, and whom it draws with its map alone', () => {
    const one = canaryOf({ share: 0.05, map: inner() })
    const grown = canaryOf({ share: 0.2, map: inner() })
    const other = canaryOf({ share: 0.05, map: inner({ default: ['sin'] }) })
    expect(canaryOf({ share: 0.05, map: inner() })).toMatchObject({ version: one.version, seed: one.seed })
    expect(new Set([one, grown, other].map(({ version }) => version)).size).toBe(3)
    expect(grown.seed).toBe(one.seed)
    expect(other.seed).not.toBe(one.seed)
  })
})

describe('an endpoint of a canary', () => {
  it.each([
    ['that is the outer map’s own', {}],
    ['that is used more or less', { weight: 3, state: 'draining', maxConcurrency: 4 }],
  ])('%s is the same endpoint', (_, changes) => {
    const { map, own } = canaryOf({ share: 1, map: withRow('sin', { location: [1.35, 103.82], ...changes }) })
    expect([...map.endpoints.keys()]).toEqual(['sin', 'nrt', 'fra', 'iad'])
    expect(own).toEqual([])
  })

  it.each([
    ['URL', { baseUrl: 'https://other.example.com/v1' }],
    ['key', { apiKeyEnv: 'KEY_OTHER' }],
    ['models', { models: { 'gpt-4.1': 'other' } }],
    ['region', { region: 'sin2' }],
  ])('with another %s has a name of its own wherever it is named', (_, changes) => {
    const { map, own, together } = canaryOf({ share: 1, map: withRow('sin', changes) })
    const [name = ''] = own
    expect(own).toEqual([expect.stringMatching(/^canary\/sin@[0-9a-f]{16}$/)])
    expect(plainId(name)).toBe('sin')
    expect(map.endpoints.get(name)?.id).toBe(name)
    expect(map.countries.get('VN')).toEqual([name, 'nrt'])
    expect(map.default).toEqual(['iad', 'fra', name])
    expect([...together.endpoints.keys()]).toEqual(['sin', 'nrt', 'fra', 'iad', name])
  })

  it('keeps its name while the rest of its map changes, and loses it when it becomes another', () => {
    const nameAt = (changes: object, rest: object = {}) =>
      canaryOf({ share: 1, map: { ...withRow('sin', changes), ...rest } }).own[0]
    const there = { baseUrl: 'https://other.example.com/v1' }
    expect(nameAt(there, { default: ['nrt'] })).toBe(nameAt(there))
    expect(nameAt({ baseUrl: 'https://third.example.com/v1' })).not.toBe(nameAt(there))
  })
})

describe('the residency of a canary', () => {
  const rules = (residency: object, outer: object = { DE: ['EU', 'US'] }) =>
    canaryOf({ share: 1, map: inner({ residency }) }, { residency: outer }).map.residency

  it('is the outer map’s where it says nothing', () => {
    expect(rules({})).toEqual(new Map([['DE', ['EU', 'US']]]))
  })

  it('may be narrowed, also where the outer map has no rule', () => {
    expect(rules({ DE: ['EU'], VN: ['APAC'] })).toEqual(
      new Map([
        ['DE', ['EU']],
        ['VN', ['APAC']],
      ]),
    )
  })

  it('is never widened', () => {
    expect(rules({ DE: ['EU', 'APAC'] })).toEqual(new Map([['DE', ['EU']]]))
    const { value, problems } = parse({ share: 1, map: inner({ residency: { DE: ['US'] } }) })
    expect(problems.map(({ path }) => path)).toEqual(['canary.map.residency.DE'])
    expect(value?.canary).toBeUndefined()
  })

  it('is not got round by giving a host of the outer map another zone', () => {
    const map = withRow('iad', { baseUrl: 'https://iad.example.com/v2', zone: 'EU' })
    const { value, problems } = parse({ share: 1, map })
    expect(problems).toEqual([
      { path: 'canary.map.endpoints.iad.zone', message: 'the outer map has this host in US' },
    ])
    expect(value?.canary).toBeUndefined()
    expect(value?.endpoints.size).toBe(4)
  })
})

describe('a faulty canary', () => {
  it.each<[string, unknown, string]>([
    ['is no object', 'sin', 'canary'],
    ['has no share', { map: inner() }, 'canary.share'],
    ['has a share above 1', { share: 5, map: inner() }, 'canary.share'],
    ['names a country that is none', { share: 1, countries: ['UK'], map: inner() }, 'canary.countries[0]'],
    ['names no country', { share: 1, countries: [], map: inner() }, 'canary.countries'],
    ['has a field that is misspelt', { share: 1, contries: ['VN'], map: inner() }, 'canary.contries'],
    ['has no map', { share: 1 }, 'canary.map'],
    ['has a canary itself', { share: 1, map: inner({ canary: {} }) }, 'canary.map.canary'],
    [
      'has a faulty row',
      { share: 1, map: withRow('sin', { baseUrl: 'http://sin' }) },
      'canary.map.endpoints.sin.baseUrl',
    ],
    ['has a faulty rule', { share: 1, map: inner({ residency: { DE: [] } }) }, 'canary.map.residency.DE'],
    [
      'names an endpoint that it does not hold',
      { share: 1, map: inner({ default: ['gru'] }) },
      'canary.map.default[0]',
    ],
  ])('that %s is dropped with its path, and the outer map stays', (_, canary, path) => {
    const { value, problems } = parse(canary)
    expect(problems[0]?.path).toBe(path)
    expect(problems.every(problem => problem.path.startsWith('canary'))).toBe(true)
    expect(value?.canary).toBeUndefined()
    expect([...(value?.endpoints.keys() ?? [])]).toEqual(['sin', 'nrt', 'fra', 'iad'])
  })

  it('that is a list is told to be no object, once', () => {
    expect(parse([]).problems).toEqual([{ path: 'canary', message: 'expected object, received array' }])
  })

  it('is told of along with the faults of the outer map', () => {
    const { value, problems } = parse({ share: 5, map: inner() }, { version: 2 })
    expect(problems.map(({ path }) => path)).toEqual(['version', 'canary.share'])
    expect(value).toBeUndefined()
  })
})
