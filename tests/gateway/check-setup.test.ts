import { describe, expect, it } from 'vitest'
import { canServe, checkSetup } from '@/lib/gateway/check-setup'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import { parseEnvironment } from '@/lib/gateway/environment'
import type { DocumentView } from '@/lib/gateway/live-document'
import type { Told } from '@/lib/geo/locate-caller'
import bundledRegionMap from '@/lib/regions/bundled-region-map.json'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import type { RegionMap } from '@/lib/regions/region-map'
import { mapDocument } from '../support/build-dependencies'
import { rowOf } from '../support/upstream-endpoint'

const whole = {
  VERCEL: '1',
  VERCEL_ENV: 'production',
  GLOBAL_CONFIG: 'https://global-config.example.com/ecfg_1?token=CANARY',
  KV_REST_API_URL: 'https://redis-CANARY.example.com',
  KV_REST_API_TOKEN: 'CANARY',
  API_KEY_PEPPER: 'CANARY',
  OPERATOR_TOKEN: 'CANARY',
  CRON_SECRET: 'CANARY',
  RECEIPT_SECRET: 'CANARY',
}

const rows = { sin: rowOf('sin'), nrt: rowOf('nrt') }

function viewOf(
  endpoints: object = rows,
  changes: Partial<DocumentView<RegionMap>> = {},
  residency: object = {},
) {
  const { value } = parseRegionMap(mapDocument({ endpoints, residency }))
  if (value === undefined) throw new Error('This is no map.')
  return { value, source: 'live' as const, problems: [], lookup: 'found' as const, ...changes }
}

type Options = {
  /** What the host itself knows of whoever is connected. */
  readonly connection?: Told
  readonly variables?: Readonly<Record<string, string>>
  readonly map?: DocumentView<RegionMap>
  readonly withoutKey?: readonly string[]
  readonly others?: ReadonlyMap<string, Pick<DocumentView<unknown>, 'problems'>>
}

function check(options: Options = {}) {
  const { variables = {}, map: view = viewOf(), withoutKey = [], others = new Map(), connection } = options
  const environment = parseEnvironment({ ...whole, ...variables })
  return checkSetup({
    environment: { ...environment, geo: { ...environment.geo, ...(connection && { connection }) } },
    map: view,
    usable: endpointsWithKey(view.value, ({ id }) => (withoutKey.includes(id) ? undefined : 'CANARY')),
    others,
  })
}

const checkWithoutMap = (variables: Readonly<Record<string, string>>) =>
  checkSetup({
    environment: parseEnvironment({ ...whole, ...variables }),
    map: undefined,
    usable: new Set(),
    others: new Map(),
  })

type Items = ReturnType<typeof check>
const stateOf = (items: Items, id: string) => items.find(item => item.id === id)?.state
const itemOf = (items: Items, id: string) => items.find(item => item.id === id)

describe('a deployment that has everything', () => {
  it('lacks nothing, and can serve', () => {
    const items = check()
    expect(items.filter(({ state }) => state !== 'ok')).toEqual([])
    expect(canServe(items)).toBe(true)
  })

  it('has no setting’s value told', () => {
    expect(JSON.stringify(check())).not.toMatch(/CANARY|example\.com/)
  })
})

describe('no call can be served', () => {
  it.each<[string, Items, string]>([
    ['without a store on production', checkWithoutMap({ GLOBAL_CONFIG: '' }), 'store'],
    ['without any upstream key', check({ withoutKey: ['sin', 'nrt'] }), 'upstream-keys'],
    ['where keys lack their pepper', check({ variables: { API_KEY_PEPPER: '' } }), 'callers'],
    ['where keys lack Redis', check({ variables: { KV_REST_API_URL: '' } }), 'redis'],
    [
      'where nobody can make the keys that callers need',
      check({ variables: { OPERATOR_TOKEN: '' } }),
      'operator',
    ],
    ['where a setting cannot be read', check({ variables: { AUTH: 'CANARY' } }), 'setting-AUTH'],
    [
      'with an empty store, where the bundled map has no key either',
      check({
        map: viewOf(rows, { source: 'bundled', lookup: 'no-item' }),
        withoutKey: ['sin', 'nrt'],
      }),
      'region-map',
    ],
  ])('%s, and what is missing comes first', (_, items, id) => {
    expect([stateOf(items, id), items[0]?.state, canServe(items)]).toEqual(['missing', 'missing', false])
    expect(itemOf(items, id)?.fix).toBeDefined()
    expect(JSON.stringify(items)).not.toMatch(/CANARY|example\.com/)
  })
})

describe('calls are served, and something is advised,', () => {
  it.each<[string, Items, string]>([
    ['where an upstream key is not set', check({ withoutKey: ['nrt'] }), 'upstream-keys'],
    [
      'where no endpoint is active, which the operator may mean',
      check({ map: viewOf({ sin: rowOf('sin', { state: 'draining' }) }) }),
      'upstream-keys',
    ],
    [
      'where an item that is no map leaves the last good one',
      check({ map: viewOf(rows, { source: 'last-good', problems: [{ path: '', message: 'x' }] }) }),
      'region-map',
    ],
    [
      'where rows of the map are faulty',
      check({ map: viewOf(rows, { problems: [{ path: 'endpoints.fra', message: 'x' }] }) }),
      'region-map',
    ],
    [
      'where the bundled map stands in for an item that is missing, and has its keys',
      check({ map: viewOf(rows, { source: 'bundled', lookup: 'no-item' }) }),
      'region-map',
    ],
    ['where everybody is served', check({ variables: { AUTH: 'open' } }), 'callers'],
    [
      'where tokens serve without Redis',
      check({ variables: { JWT_SECRET: 'CANARY', KV_REST_API_URL: '' } }),
      'redis',
    ],
    [
      'where tokens serve without an operator',
      check({ variables: { JWT_SECRET: 'CANARY', OPERATOR_TOKEN: '' } }),
      'operator',
    ],
    [
      'where everybody is served without an operator',
      check({ variables: { AUTH: 'open', OPERATOR_TOKEN: '' } }),
      'operator',
    ],
    [
      'where the secret of tokens leaves their published keys without effect',
      check({ variables: { JWT_SECRET: 'CANARY', JWT_JWKS_URL: 'https://id.example.com/CANARY' } }),
      'tokens',
    ],
    ['without signed receipts', check({ variables: { RECEIPT_SECRET: '' } }), 'receipts'],
    ['where the cron is refused', check({ variables: { CRON_SECRET: '' } }), 'crons'],
    [
      'where TRUST_GEO_HEADERS stands on Vercel',
      check({ variables: { TRUST_GEO_HEADERS: '1' } }),
      'geography',
    ],
    [
      'where private hosts are allowed on production',
      check({ variables: { ALLOW_PRIVATE_ENDPOINTS: '1' } }),
      'private-endpoints',
    ],
    [
      'where a setting has no effect without another',
      check({ variables: { CACHE_S3_URL: 'https://s3.example.com/CANARY' } }),
      'half-CACHE_S3_URL',
    ],
    [
      'where REDIS_URL is set on a host that cannot connect',
      check({ variables: { VERCEL: '', VERCEL_ENV: '', REDIS_URL: 'redis://:CANARY@redis.example.com' } }),
      'redis-url',
    ],
    [
      'where another item is faulty',
      check({ others: new Map([['plans', { problems: [{ path: 'team', message: 'expected a number' }] }]]) }),
      'item-plans',
    ],
  ])('%s', (_, items, id) => {
    expect([stateOf(items, id), canServe(items)]).toEqual(['advised', true])
    expect(itemOf(items, id)?.fix).toBeDefined()
    expect(JSON.stringify(items)).not.toMatch(/CANARY|example\.com/)
  })
})

describe('residency that binds countries to endpoints', () => {
  const eu = { zone: 'EU' }
  const endpoints = { iad: rowOf('iad', { zone: 'US' }), fra: rowOf('fra', eu), dub: rowOf('dub', eu) }
  const bound = (countries: readonly string[], changed: object = {}) =>
    viewOf({ ...endpoints, ...changed }, {}, Object.fromEntries(countries.map(code => [code, ['EU']])))

  it('which all lack their key is missing for these alone: the others are served, and see the status page', () => {
    const items = check({ map: bound(['DE', 'FR']), withoutKey: ['fra', 'dub'] })
    expect(items[0]).toMatchObject({
      id: 'upstream-keys',
      state: 'missing',
      affects: 'some',
      reason: expect.stringMatching(/no other to 2 countries, whose calls are refused: DE and FR\.$/),
      fix: expect.stringContaining('Set them'),
    })
    expect(canServe(items)).toBe(true)
  })

  it('has how many there are told, and the first', () => {
    const countries = ['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI']
    const { reason } =
      itemOf(check({ map: bound(countries), withoutKey: ['fra', 'dub'] }), 'upstream-keys') ?? {}
    expect(reason).toContain(
      '10 countries, whose calls are refused: AT, BE, BG, CY, CZ, DE, DK, EE and 2 more.',
    )
    const one = itemOf(check({ map: bound(['DE']), withoutKey: ['fra', 'dub'] }), 'upstream-keys')
    expect(one?.reason).toContain('one country, whose calls are refused: DE.')
  })

  it.each<[string, Options]>([
    ['one of which has its key', { map: bound(['DE']), withoutKey: ['fra'] }],
    ['while it is another that lacks its key', { map: bound(['DE']), withoutKey: ['iad'] }],
    [
      'that needs no key',
      { map: bound(['DE'], { dub: rowOf('dub', { ...eu, auth: 'none' }) }), withoutKey: ['fra', 'dub'] },
    ],
  ])('is advised at most, %s', (_, options) => {
    const { state, affects } = itemOf(check(options), 'upstream-keys') ?? {}
    expect([state, affects]).toEqual(['advised', undefined])
  })

  it('which the operator has taken out is meant so', () => {
    const disabled = { ...eu, state: 'disabled' }
    const map = bound(['DE'], { fra: rowOf('fra', disabled), dub: rowOf('dub', disabled) })
    expect(stateOf(check({ map, withoutKey: ['fra', 'dub'] }), 'upstream-keys')).toBe('ok')
  })

  it('is missing for all where no endpoint whatever has its key', () => {
    const items = check({ map: bound(['DE']), withoutKey: ['iad', 'fra', 'dub'] })
    expect(itemOf(items, 'upstream-keys')?.affects).toBeUndefined()
    expect(canServe(items)).toBe(false)
  })

  it('leaves 30 countries of the bundled map without an endpoint where only the key of OpenAI’s own is set', () => {
    const { value } = parseRegionMap(bundledRegionMap)
    if (value === undefined) throw new Error('The bundled map is no map.')
    const { reason } =
      itemOf(check({ map: { ...viewOf(), value }, withoutKey: ['openai-eu'] }), 'upstream-keys') ?? {}
    expect(reason).toMatch(/^Not set: OPENAI_API_KEY_EU\..* 30 countries/)
  })
})

describe('a store that does not answer', () => {
  const away = {
    problems: [{ path: 'regions', message: 'the store did not answer' }],
    lookup: 'no-answer',
  } as const

  it('takes no running deployment for one that is not set up, though the bundled map has no key', () => {
    const map = viewOf(rows, { ...away, source: 'bundled' })
    const items = check({ map, withoutKey: ['sin', 'nrt'] })
    expect([stateOf(items, 'store'), canServe(items)]).toEqual(['advised', true])
    expect(itemOf(items, 'upstream-keys')).toBeUndefined()
  })

  it('leaves the last good map to be judged', () => {
    const items = check({ map: viewOf(rows, { ...away, source: 'last-good' }), withoutKey: ['nrt'] })
    expect(stateOf(items, 'upstream-keys')).toBe('advised')
  })
})

describe('what is told', () => {
  it('names the variables of keys that are not set', () => {
    const map = viewOf({ sin: rowOf('sin', { apiKeyEnv: 'UPSTREAM_KEY_SIN' }), nrt: rowOf('nrt') })
    expect(itemOf(check({ map, withoutKey: ['sin'] }), 'upstream-keys')?.reason).toBe(
      'Not set: UPSTREAM_KEY_SIN. Endpoints without their key are left out: sin.',
    )
  })

  it('never a key that stands where its variable’s name belongs', () => {
    const map = viewOf({ sin: rowOf('sin', { apiKeyEnv: 'sk_live_CANARY' }), nrt: rowOf('nrt') })
    expect(JSON.stringify(check({ map, withoutKey: ['sin', 'nrt'] }))).not.toContain('CANARY')
  })

  it('leads to Vercel’s dashboard on Vercel alone', () => {
    const elsewhere = { VERCEL: '', VERCEL_ENV: '' }
    expect(check().filter(({ place }) => place === undefined)).toEqual([])
    expect(check({ variables: elsewhere }).filter(({ place }) => place !== undefined)).toEqual([])
  })
})

describe('off Vercel', () => {
  const elsewhere = { VERCEL: '', VERCEL_ENV: '', CRON_SECRET: '' }

  it('the bundled map serves where no store is connected, and no cron is missed', () => {
    const items = check({
      variables: { ...elsewhere, GLOBAL_CONFIG: '' },
      map: viewOf(rows, { source: 'bundled', lookup: undefined }),
    })
    expect([stateOf(items, 'store'), stateOf(items, 'crons'), canServe(items)]).toEqual([
      'advised',
      undefined,
      true,
    ])
  })

  it.each([
    [{}, 'advised'],
    [{ TRUST_GEO_HEADERS: '1' }, 'ok'],
    [{ COUNTRY_HEADER: 'cf-ipcountry' }, 'ok'],
  ])('somebody has to say where callers are: %j', (variables, state) => {
    expect(stateOf(check({ variables: { ...elsewhere, ...variables } }), 'geography')).toBe(state)
  })

  const onWorker = { country: 'DE', edge: 'fra', ip: '192.0.2.1' }

  it.each([onWorker, { edge: 'fra' }, { country: 'DE' }])(
    'a host that says itself where callers are is asked for no header: %j',
    connection => {
      const item = itemOf(check({ variables: elsewhere, connection }), 'geography')
      expect([item?.state, item?.fix]).toEqual(['ok', undefined])
    },
  )

  it('a host that knows an address alone does not say where callers are', () => {
    const connection = { ip: '192.0.2.1' }
    expect(stateOf(check({ variables: elsewhere, connection }), 'geography')).toBe('advised')
  })

  it.each([{ TRUST_GEO_HEADERS: '1' }, { COUNTRY_HEADER: 'x-country' }])(
    'on a host that says itself where callers are, believing headers is advised against: %j',
    variables => {
      const items = check({ variables: { ...elsewhere, ...variables }, connection: onWorker })
      expect(itemOf(items, 'geography')).toMatchObject({
        state: 'advised',
        fix: 'Take TRUST_GEO_HEADERS and COUNTRY_HEADER away and deploy again.',
      })
    },
  )
})
