import { describe, expect, it } from 'vitest'
import { endpointRow, toEndpoint } from '@/lib/regions/endpoint-row'
import { plainProvider } from '@/lib/regions/providers'
import { buildRow } from '../support/build-document'

const schema = endpointRow({ allowPrivate: false })

type Overrides = Parameters<typeof buildRow>[0]

function pathsOf(overrides: Overrides): string[] {
  const result = schema.safeParse(buildRow(overrides))
  return result.success ? [] : result.error.issues.map(({ path }) => path.join('.'))
}

function endpointOf(overrides: Overrides = {}) {
  return toEndpoint('sin', schema.parse(buildRow(overrides)))
}

describe('a row with what is required and no more', () => {
  it('has the defaults', () => {
    expect(endpointOf()).toEqual({
      id: 'sin',
      provider: plainProvider,
      baseUrl: 'https://api.example.com/v1',
      apiKeyEnv: 'UPSTREAM_KEY',
      auth: 'bearer',
      region: 'sin1',
      zone: 'APAC',
      location: undefined,
      models: { names: new Map(), any: true },
      state: 'active',
      weight: undefined,
      maxConcurrency: undefined,
      forward: [],
      probe: { method: 'HEAD', path: '/models', timeoutMs: 2000 },
    })
  })
})

describe('a row with everything', () => {
  it('is read whole', () => {
    const row = {
      auth: 'api-key',
      location: [1.35, 103.82],
      models: { 'gpt-4.1': 'gpt-4-1-prod', '*': '*' },
      state: 'draining',
      weight: 0,
      maxConcurrency: 8,
      forward: ['country', 'ip'],
      probe: { method: 'GET', path: '/v1/health.json', timeoutMs: 500 },
    }
    expect(endpointOf(row)).toMatchObject({
      ...row,
      location: { latitude: 1.35, longitude: 103.82 },
      models: { names: new Map([['gpt-4.1', 'gpt-4-1-prod']]), any: true },
    })
  })

  it('keeps the defaults of a probe that is given in part', () => {
    expect(endpointOf({ probe: { path: '/ping' } }).probe).toEqual({
      method: 'HEAD',
      path: '/ping',
      timeoutMs: 2000,
    })
  })
})

describe('the base URL', () => {
  it.each([
    'https://api.example.com/v1',
    'https://api.example.com/v1/',
    'https://api.example.com/v1///',
    ' https://api.example.com/v1 ',
    'https://api.example.com/v1\\',
    'https://api.example.com/v1?',
    'https://api.example.com/v1#',
  ])('of %j is refused, or joins with a path', baseUrl => {
    const result = schema.safeParse(buildRow({ baseUrl }))
    const joined = result.success && new URL(`${toEndpoint('sin', result.data).baseUrl}/models`).href
    expect([false, 'https://api.example.com/v1/models']).toContain(joined)
  })
})

describe('the name of the key', () => {
  it.each([
    'UPSTREAM_KEY_SIN',
    'OPENAI_API_KEY',
    'KEY9',
    'MY_JWT_SECRET',
    'REDIS',
    'MY_KV_URL_KEY',
    'K'.repeat(64),
  ])('may be %s', apiKeyEnv => {
    expect(endpointOf({ apiKeyEnv }).apiKeyEnv).toBe(apiKeyEnv)
  })

  it.each([
    'JWT_SECRET',
    'CACHE_S3_SECRET_ACCESS_KEY',
    'OTEL_EXPORTER_OTLP_HEADERS',
    'INFLUX_TOKEN',
    'JWT_JWKS_URL',
    'API_KEY_PEPPER',
    'OPERATOR_TOKEN',
    'RECEIPT_SECRET',
    'UPSTASH_REDIS_REST_TOKEN',
    'KV_REST_API_TOKEN',
    'REDIS_URL',
    'STORE_REDIS_URL',
    'STORE_KV_URL',
    'STORE_KV_REST_API_URL',
    'STORE_KV_REST_API_TOKEN',
    'STORE_KV_REST_API_READ_ONLY_TOKEN',
    'EDGE_CONFIG',
    'GLOBAL_CONFIG',
    'VERCEL_OIDC_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'NODE_OPTIONS',
    'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY',
    'CRON_SECRET',
  ])('may not be our own %s', apiKeyEnv => {
    expect(pathsOf({ apiKeyEnv })).toEqual(['apiKeyEnv'])
  })

  it.each([
    '',
    'sk-proj-1234567890',
    'gsk_1234567890',
    'AIzaSy1234567890',
    'openai_key',
    '_KEY',
    'TWO WORDS',
    '9KEY',
    'KEY=1',
    'KEY\n',
    'K'.repeat(65),
    7,
    null,
  ])('may not be %j', apiKeyEnv => {
    expect(pathsOf({ apiKeyEnv })).toEqual(['apiKeyEnv'])
  })

  it('is not told where it is none, for it may be a key', () => {
    const result = schema.safeParse(buildRow({ apiKeyEnv: 'gsk_CANARY' }))
    expect(result.error?.issues[0]?.message).toBe(
      'expected the name of a variable in capitals, digits and underscores, not a key',
    )
  })

  it('is needed, unless no key is', () => {
    expect(pathsOf({ apiKeyEnv: undefined })).toEqual(['apiKeyEnv'])
    expect(endpointOf({ apiKeyEnv: undefined, auth: 'none' }).apiKeyEnv).toBeUndefined()
  })

  it('is forgotten where no key is needed', () => {
    expect(endpointOf({ auth: 'none' }).apiKeyEnv).toBeUndefined()
  })
})

describe('the models', () => {
  it.each<[string, unknown, { names: [string, string][]; any: boolean; anyAs?: string }]>([
    [
      'a list',
      ['a', 'b'],
      {
        names: [
          ['a', 'a'],
          ['b', 'b'],
        ],
        any: false,
      },
    ],
    ['a list with any', ['*', 'a'], { names: [['a', 'a']], any: true }],
    ['any alone', ['*'], { names: [], any: true }],
    ['a map', { a: 'a-prod' }, { names: [['a', 'a-prod']], any: false }],
    ['a map with any', { a: 'a-prod', '*': '*' }, { names: [['a', 'a-prod']], any: true }],
    ['a map of any to one', { '*': 'prod' }, { names: [], any: true, anyAs: 'prod' }],
    ['a name that every object has', { constructor: 'c' }, { names: [['constructor', 'c']], any: false }],
  ])('are read from %s', (_, models, { names, ...any }) => {
    expect(endpointOf({ models }).models).toEqual({ names: new Map(names), ...any })
  })

  it.each<[string, unknown]>([
    ['an empty list', []],
    ['an empty map', {}],
    ['a text', 'gpt-4.1'],
    ['an empty name', ['']],
    ['a name of 257 characters', ['m'.repeat(257)]],
    ['a number', [1]],
    ['a map to numbers', { a: 1 }],
    ['nothing', undefined],
    ['__proto__ alone', JSON.parse('{"__proto__":"x"}')],
  ])('may not be %s', (_, models) => {
    expect([...new Set(pathsOf({ models }).map(path => path.split('.')[0]))]).toEqual(['models'])
  })
})

describe('any other field', () => {
  it.each<[string, unknown, string]>([
    ['auth', 'basic', 'auth'],
    ['region', '', 'region'],
    ['region', 'sin 1', 'region'],
    ['zone', 'Z'.repeat(65), 'zone'],
    ['zone', undefined, 'zone'],
    ['location', [90.1, 0], 'location.0'],
    ['location', [0, -180.1], 'location.1'],
    ['location', [1], 'location'],
    ['location', ['1', '2'], 'location.0'],
    ['state', 'paused', 'state'],
    ['weight', -1, 'weight'],
    ['weight', 101, 'weight'],
    ['weight', '1', 'weight'],
    ['maxConcurrency', 0, 'maxConcurrency'],
    ['maxConcurrency', 1.5, 'maxConcurrency'],
    ['forward', ['cookie'], 'forward.0'],
    ['forward', 'ip', 'forward'],
    ['probe', { method: 'POST' }, 'probe.method'],
    ['probe', { path: 'models' }, 'probe.path'],
    ['probe', { path: '//evil.example.net/../x?y' }, 'probe.path'],
    ['probe', { timeoutMs: 99 }, 'probe.timeoutMs'],
    ['probe', { timeoutMs: 10_001 }, 'probe.timeoutMs'],
    ['baseUrl', 7, 'baseUrl'],
    ['baseUrl', 'http://api.example.com', 'baseUrl'],
  ])('is checked: %s of %j', (field, value, path) => {
    expect(pathsOf({ [field]: value })[0]).toBe(path)
  })

  it.each([
    ['weight', 0],
    ['weight', 100],
    ['weight', 0.5],
    ['location', [-90, 180]],
    ['location', [90, -180]],
    ['zone', 'Z'.repeat(64)],
    ['maxConcurrency', 1],
  ])('may reach its bound: %s of %j', (field, value) => {
    expect(pathsOf({ [field]: value })).toEqual([])
  })
})
