import { describe, expect, it } from 'vitest'
import bundled from '@/lib/regions/bundled-region-map.json'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import { buildDocument, buildRow } from '../support/build-document'

const pathsOf = (value: unknown) => parseRegionMap(value).problems.map(({ path }) => path)

const idsOf = (value: unknown) => [...(parseRegionMap(value).value?.endpoints.keys() ?? [])]

// The region map as the documentation shows it.
const documented = {
  version: 1,
  endpoints: {
    sin: {
      baseUrl: 'https://sg-api.example.com/v1',
      apiKeyEnv: 'UPSTREAM_KEY_SIN',
      auth: 'bearer',
      region: 'sin1',
      location: [1.35, 103.82],
      zone: 'APAC',
      models: { 'gpt-4.1': 'gpt-4-1-prod', 'text-embedding-3-small': 'text-embedding-3-small' },
      weight: 1,
      probe: { method: 'HEAD', path: '/models', timeoutMs: 2000 },
    },
    fra: {
      baseUrl: 'https://eu-api.example.com/v1',
      apiKeyEnv: 'UPSTREAM_KEY_FRA',
      region: 'fra1',
      location: [50.11, 8.68],
      zone: 'EU',
      models: ['*'],
    },
    iad: {
      baseUrl: 'https://us-api.example.com/v1',
      apiKeyEnv: 'UPSTREAM_KEY_IAD',
      region: 'iad1',
      location: [38.9, -77.04],
      zone: 'US',
      models: ['*'],
      state: 'draining',
    },
  },
  countries: { VN: ['sin', 'iad'] },
  zones: { EU: { countries: ['DE', 'FR', 'IE'], endpoints: ['fra'] } },
  residency: { DE: ['EU'] },
  default: ['iad', 'fra', 'sin'],
}

describe('a region map without faults', () => {
  it('is read whole', () => {
    const { value: map, problems } = parseRegionMap(documented)
    expect(problems).toEqual([])
    expect(map).toMatchObject({
      countries: new Map([['VN', ['sin', 'iad']]]),
      zones: [{ name: 'EU', countries: new Set(['DE', 'FR', 'IE']), endpoints: ['fra'] }],
      residency: new Map([['DE', ['EU']]]),
      default: ['iad', 'fra', 'sin'],
    })
    expect([...(map?.endpoints ?? [])].map(([id, { state, region }]) => [id, state, region])).toEqual([
      ['sin', 'active', 'sin1'],
      ['fra', 'active', 'fra1'],
      ['iad', 'draining', 'iad1'],
    ])
  })

  it('needs no more than one endpoint', () => {
    expect(parseRegionMap(buildDocument())).toMatchObject({
      problems: [],
      value: { countries: new Map(), zones: [], residency: new Map(), default: [] },
    })
  })

  it('is the bundled one', () => {
    const { value: map, problems } = parseRegionMap(bundled)
    expect(problems).toEqual([])
    expect(map?.endpoints.size).toBe(Object.keys(bundled.endpoints).length)
    expect(map?.residency.get('DE')).toEqual(['EU'])
  })

  it('may hold 256 endpoints', () => {
    const rows = Object.fromEntries(Array.from({ length: 256 }, (_, at) => [`e${at}`, buildRow()]))
    expect(parseRegionMap(buildDocument({ endpoints: rows })).value?.endpoints.size).toBe(256)
  })

  it('may name http and private hosts where these are allowed, and only there', () => {
    const document = buildDocument({
      endpoints: { sin: buildRow({ baseUrl: 'http://127.0.0.1:4001/v1' }), fra: buildRow() },
    })
    expect(idsOf(document)).toEqual(['fra'])
    expect(parseRegionMap(document, { allowPrivate: true })).toMatchObject({ problems: [] })
  })

  it('is left as it was', () => {
    const document = structuredClone(documented)
    parseRegionMap(document)
    expect(document).toEqual(documented)
  })
})

describe('faulty rows', () => {
  const faulty = buildDocument({
    endpoints: {
      sin: buildRow(),
      fra: buildRow({ baseUrl: 'ftp://h', state: 'broken', location: [95, 0], weight: 'heavy' }),
      'bad id': buildRow(),
      none: null,
    },
    countries: { vn: ['sin'], VN: ['sin'], FR: 'sin', ZZ: [] },
    zones: {
      EU: { countries: ['DE', 'Germany'] },
      'x y': {},
      US: { countries: ['US'], endpoints: ['sin'] },
    },
    default: ['sin'],
  })

  it('are all reported at once, each with its path', () => {
    expect(pathsOf(faulty).sort()).toEqual([
      'countries.FR',
      'countries.ZZ',
      'countries.vn',
      'endpoints.bad id',
      'endpoints.fra.baseUrl',
      'endpoints.fra.location[0]',
      'endpoints.fra.state',
      'endpoints.fra.weight',
      'endpoints.none',
      'zones.EU.countries[1]',
      'zones.x y',
    ])
  })

  it('each say what was expected', () => {
    for (const { message } of parseRegionMap(faulty).problems) expect(message).toMatch(/expected/)
  })

  it('of which none is left are all that is told', () => {
    const { value, problems } = parseRegionMap(buildDocument({ endpoints: { sin: buildRow({ zone: 7 }) } }))
    expect(value).toBeUndefined()
    expect(problems.map(({ path }) => path)).toEqual(['endpoints.sin.zone'])
  })

  it('are dropped, and the rest is live', () => {
    expect(parseRegionMap(faulty).value).toMatchObject({
      countries: new Map([['VN', ['sin']]]),
      zones: [{ name: 'US', countries: new Set(['US']), endpoints: ['sin'] }],
      default: ['sin'],
    })
    expect(idsOf(faulty)).toEqual(['sin'])
  })

  it('take the references to them along, which are reported too', () => {
    const document = buildDocument({
      endpoints: { sin: buildRow(), fra: buildRow({ zone: 7 }) },
      countries: { FR: ['fra', 'sin'] },
      default: ['fra'],
    })
    expect(pathsOf(document)).toEqual(['endpoints.fra.zone', 'countries.FR[0]', 'default[0]'])
    expect(parseRegionMap(document).value).toMatchObject({
      countries: new Map([['FR', ['sin']]]),
      default: [],
    })
  })

  it('name a missing key beside their other faults', () => {
    const document = buildDocument({
      endpoints: { sin: buildRow(), fra: buildRow({ zone: 7, apiKeyEnv: undefined }) },
    })
    expect(pathsOf(document).sort()).toEqual(['endpoints.fra.apiKeyEnv', 'endpoints.fra.zone'])
  })

  it('are never told with what the operator wrote in them', () => {
    const document = buildDocument({
      endpoints: {
        sin: buildRow(),
        fra: buildRow({ apiKeyEnv: 'sk-CANARY', baseUrl: 'https://CANARY@h.example.com' }),
      },
    })
    expect(JSON.stringify(parseRegionMap(document).problems)).not.toContain('CANARY')
  })
})

describe('a document that is no region map', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, ''],
    ['null', null, ''],
    ['a text', 'regions', ''],
    ['a list', [], ''],
    ['an empty object', {}, 'version'],
    ['another version', buildDocument({ version: 2 }), 'version'],
    ['a version in quotes', buildDocument({ version: '1' }), 'version'],
    ['no endpoints', { version: 1 }, 'endpoints'],
    ['endpoints as a list', buildDocument({ endpoints: [buildRow()] }), 'endpoints'],
    ['an empty set of endpoints', buildDocument({ endpoints: {} }), 'endpoints'],
    ['faulty endpoints only', buildDocument({ endpoints: { sin: {} } }), 'endpoints.sin.region'],
    ['countries as a list', buildDocument({ countries: [] }), 'countries'],
    ['zones as a text', buildDocument({ zones: 'EU' }), 'zones'],
    ['a default that is no list', buildDocument({ default: 'sin' }), 'default'],
    ['a default of numbers', buildDocument({ default: [1] }), 'default[0]'],
    ['residency as a list', buildDocument({ residency: [] }), 'residency'],
    ['residency of an unknown country', buildDocument({ residency: { ZZ: ['EU'] } }), 'residency.ZZ'],
    ['residency in small letters', buildDocument({ residency: { de: ['EU'] } }), 'residency.de'],
    ['residency in no zone', buildDocument({ residency: { DE: [] } }), 'residency.DE'],
    ['residency in one zone, unlisted', buildDocument({ residency: { DE: 'EU' } }), 'residency.DE'],
    ['residency in a zone of no name', buildDocument({ residency: { DE: ['EU', ''] } }), 'residency.DE[1]'],
  ])('is refused whole: %s', (_, value, path) => {
    const { value: map, problems } = parseRegionMap(value)
    expect(map).toBeUndefined()
    expect(problems.map(problem => problem.path)).toContain(path)
  })

  it('is refused whole with 257 endpoints', () => {
    const rows = Object.fromEntries(Array.from({ length: 257 }, (_, at) => [`e${at}`, buildRow()]))
    const { value: map, problems } = parseRegionMap(buildDocument({ endpoints: rows }))
    expect(map).toBeUndefined()
    expect(problems).toEqual([{ path: 'endpoints', message: 'expected at most 256 endpoints' }])
  })

  it('is told all of its faults, those of its rows too', () => {
    const document = buildDocument({
      version: 2,
      endpoints: { sin: buildRow({ state: 'broken' }) },
      countries: { vn: [] },
      residency: { DE: [] },
    })
    expect(pathsOf(document).sort()).toEqual([
      'countries.vn',
      'endpoints.sin.state',
      'residency.DE',
      'version',
    ])
  })
})

describe('names that every object has', () => {
  const parsed: unknown = JSON.parse(`{
    "version": 1,
    "__proto__": { "polluted": true },
    "endpoints": { "sin": ${JSON.stringify(buildRow())}, "__proto__": { "baseUrl": "https://evil.example.com" } },
    "countries": { "__proto__": ["sin"] },
    "zones": { "constructor": { "countries": ["DE"], "endpoints": ["sin", "constructor"] } }
  }`)

  it('are inert', () => {
    const { value: map } = parseRegionMap(parsed)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    expect([...(map?.endpoints.keys() ?? [])]).toEqual(['sin'])
    expect(map?.countries.get('__proto__')).toBeUndefined()
    expect(map?.zones).toEqual([{ name: 'constructor', countries: new Set(['DE']), endpoints: ['sin'] }])
  })

  it('are references like any other, and unknown', () => {
    expect(pathsOf(parsed)).toContain('zones.constructor.endpoints[1]')
  })

  it('are ids like any other', () => {
    expect(idsOf(buildDocument({ endpoints: { constructor: buildRow() } }))).toEqual(['constructor'])
  })
})
