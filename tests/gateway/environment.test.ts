import { describe, expect, it } from 'vitest'
import { parseEnvironment, readEnvironment } from '@/lib/gateway/environment'

const pathsOf = (values: Readonly<Record<string, string>>) =>
  parseEnvironment(values).problems.map(({ path }) => path)

it('without any setting is open, serves the bundled map and believes no header', () => {
  expect(parseEnvironment({})).toEqual({
    host: 'elsewhere',
    named: new Set(),
    configStore: undefined,
    redis: undefined,
    access: 'open',
    geo: { platformHeaders: false, countryHeader: undefined, edge: 'local' },
    allowPrivate: false,
    apiKeyPepper: 'development',
    operatorToken: undefined,
    tokenIssuer: { secret: undefined, jwksUrl: undefined, issuer: undefined, audience: undefined },
    mayUseBundledMap: true,
    corsOrigins: [],
    mostInFlight: 1000,
    problems: [],
  })
})

it('empty settings are no settings', () => {
  const names = ['EDGE_CONFIG', 'GLOBAL_CONFIG', 'AUTH', 'TRUST_GEO_HEADERS', 'COUNTRY_HEADER', 'EDGE_REGION']
  const empty = Object.fromEntries(names.map(name => [name, '']))
  expect(parseEnvironment(empty)).toEqual(parseEnvironment({}))
  expect(parseEnvironment({ EDGE_CONFIG: ' ', UPSTASH_REDIS_REST_URL: ' ' })).toEqual(parseEnvironment({}))
})

describe('on production', () => {
  const production = { VERCEL: '1', VERCEL_ENV: 'production' }

  it('a credential is required, unless the operator says otherwise', () => {
    expect(parseEnvironment(production).access).toBe('required')
    expect(parseEnvironment({ ...production, AUTH: 'open' }).access).toBe('open')
  })

  it('no bundled map serves where no store is connected', () => {
    expect(parseEnvironment(production).mayUseBundledMap).toBe(false)
    expect(parseEnvironment({ ...production, EDGE_CONFIG: 'https://x' }).mayUseBundledMap).toBe(true)
    expect(parseEnvironment({ ...production, GLOBAL_CONFIG: 'https://x' }).mayUseBundledMap).toBe(true)
  })

  it('the headers of the platform are believed', () => {
    expect(parseEnvironment(production).geo.platformHeaders).toBe(true)
  })

  it('a preview is not production', () => {
    const preview = parseEnvironment({ VERCEL: '1', VERCEL_ENV: 'preview' })
    expect([preview.access, preview.mayUseBundledMap]).toEqual(['open', true])
    expect([preview.host, parseEnvironment(production).host]).toEqual(['preview', 'production'])
  })
})

describe('each setting', () => {
  it('AUTH', () => {
    expect(parseEnvironment({ AUTH: 'required' }).access).toBe('required')
  })

  it('EDGE_CONFIG goes before GLOBAL_CONFIG', () => {
    expect(parseEnvironment({ EDGE_CONFIG: 'a', GLOBAL_CONFIG: 'b' }).configStore).toEqual({
      edgeConfig: 'a',
    })
    expect(parseEnvironment({ GLOBAL_CONFIG: ' b ' }).configStore).toEqual({ globalConfig: 'b' })
  })

  it('the address of Redis, under both of its names', () => {
    const upstash = { UPSTASH_REDIS_REST_URL: 'https://a', UPSTASH_REDIS_REST_TOKEN: 't' }
    expect(parseEnvironment(upstash).redis).toEqual({ url: 'https://a', token: 't' })
    const kv = { KV_REST_API_URL: 'https://b', KV_REST_API_TOKEN: 'u' }
    expect(parseEnvironment(kv).redis).toEqual({ url: 'https://b', token: 'u' })
    expect(parseEnvironment({ ...kv, ...upstash }).redis).toEqual({ url: 'https://a', token: 't' })
  })

  it('the address of a Redis server, where the host can connect to it and nothing is named over REST', () => {
    const values = { REDIS_URL: 'rediss://default:secret@redis.internal:6380/1' }
    const upstash = { UPSTASH_REDIS_REST_URL: 'https://a', UPSTASH_REDIS_REST_TOKEN: 't' }
    const canConnect = { canConnect: true }
    expect(parseEnvironment(values, canConnect).redis).toEqual({ server: values.REDIS_URL })
    expect(parseEnvironment(values).redis).toBeUndefined()
    expect(parseEnvironment({ ...values, ...upstash }, canConnect).redis).toEqual({
      url: 'https://a',
      token: 't',
    })
    expect(parseEnvironment({ REDIS_URL: '' }, canConnect).redis).toBeUndefined()
    const { redis, problems } = parseEnvironment({ REDIS_URL: 'https://redis.internal' }, canConnect)
    expect([redis, problems.map(({ path }) => path)]).toEqual([undefined, ['REDIS_URL']])
  })

  it('an address without a token, and a token without an address, are none', () => {
    expect(parseEnvironment({ UPSTASH_REDIS_REST_URL: 'https://a' }).redis).toBeUndefined()
    expect(parseEnvironment({ KV_REST_API_TOKEN: 'u' }).redis).toBeUndefined()
  })

  it('the token of one store never goes to the address of another', () => {
    const mixed = {
      UPSTASH_REDIS_REST_URL: 'https://a',
      KV_REST_API_URL: 'https://b',
      KV_REST_API_TOKEN: 'u',
    }
    expect(parseEnvironment(mixed).redis).not.toEqual({ url: 'https://a', token: 'u' })
  })

  it('TRUST_GEO_HEADERS, COUNTRY_HEADER, EDGE_REGION', () => {
    const values = { TRUST_GEO_HEADERS: '1', COUNTRY_HEADER: 'cf-ipcountry', EDGE_REGION: 'sin1' }
    expect(parseEnvironment(values).geo).toEqual({
      platformHeaders: true,
      countryHeader: 'cf-ipcountry',
      edge: 'sin1',
    })
    expect(parseEnvironment({ TRUST_GEO_HEADERS: '0' }).geo.platformHeaders).toBe(false)
    expect(parseEnvironment({ EDGE_REGION: 'northamerica-northeast1' }).geo.edge).toBe(
      'northamerica-northeast1',
    )
  })

  it('ALLOW_PRIVATE_ENDPOINTS', () => {
    expect(parseEnvironment({ ALLOW_PRIVATE_ENDPOINTS: '1' }).allowPrivate).toBe(true)
    expect(parseEnvironment({ ALLOW_PRIVATE_ENDPOINTS: '0' }).allowPrivate).toBe(false)
  })

  it('CORS_ORIGINS', () => {
    const { corsOrigins } = parseEnvironment({ CORS_ORIGINS: ' https://a.example , ,https://b.example/,' })
    expect(corsOrigins).toEqual(['https://a.example', 'https://b.example'])
  })
})

describe('a setting that cannot be read', () => {
  it.each([
    ['AUTH', 'yes'],
    ['AUTH', 'OPEN'],
    ['TRUST_GEO_HEADERS', 'true'],
    ['ALLOW_PRIVATE_ENDPOINTS', 'yes'],
    ['COUNTRY_HEADER', 'cf ipcountry'],
    ['COUNTRY_HEADER', 'cf-ipcountry\n'],
    ['EDGE_REGION', 'Singapore'],
    ['EDGE_REGION', '1sin'],
  ])('is named without its value: %s=%j', (name, value) => {
    const { problems } = parseEnvironment({ [name]: value })
    expect(problems.map(({ path }) => path)).toEqual([name])
    expect(problems[0]?.message).not.toContain(value)
  })

  it.each(['UPSTASH_REDIS_REST_URL', 'KV_REST_API_URL'])(
    'says which of Redis’s addresses is wanted, and leaves it out: %s',
    name => {
      for (const url of ['rediss://default:CANARY@a.upstash.io:6379', 'redis://a', 'a.upstash.io']) {
        const token = name.replace('_URL', '_TOKEN')
        const { problems, redis } = parseEnvironment({ [name]: url, [token]: 't' })
        const message = 'expected the REST URL of Upstash Redis, which begins with https://'
        expect([problems, redis]).toEqual([[{ path: name, message }], undefined])
      }
    },
  )

  it('takes its safest value', () => {
    expect(parseEnvironment({ AUTH: 'opne' }).access).toBe('required')
    expect(parseEnvironment({ TRUST_GEO_HEADERS: 'yes' }).geo.platformHeaders).toBe(false)
    expect(parseEnvironment({ ALLOW_PRIVATE_ENDPOINTS: 'yes' }).allowPrivate).toBe(false)
    expect(parseEnvironment({ EDGE_REGION: '!' }).geo.edge).toBe('local')
    expect(parseEnvironment({ COUNTRY_HEADER: '!' }).geo.countryHeader).toBeUndefined()
  })

  it('leaves the others as they are, and all are named', () => {
    const values = { AUTH: 'x', EDGE_REGION: '!', TRUST_GEO_HEADERS: '1', CORS_ORIGINS: 'https://a.example' }
    const environment = parseEnvironment(values)
    expect(environment.geo.platformHeaders).toBe(true)
    expect(environment.corsOrigins).toEqual(['https://a.example'])
    expect(pathsOf(values)).toEqual(['AUTH', 'EDGE_REGION'])
  })
})

it('the settings of this process are read', () => {
  expect(readEnvironment().problems).toEqual([])
})

describe('who may call', () => {
  it('keys have a pepper of their own, and production none that is not set', () => {
    expect(parseEnvironment({ API_KEY_PEPPER: ' pepper ' }).apiKeyPepper).toBe('pepper')
    expect(parseEnvironment({}).apiKeyPepper).toBe('development')
    expect(parseEnvironment({ VERCEL_ENV: 'production' }).apiKeyPepper).toBeUndefined()
    expect(parseEnvironment({ VERCEL_ENV: 'production', API_KEY_PEPPER: ' ' }).apiKeyPepper).toBeUndefined()
  })

  it('RECEIPT_SECRET, without which receipts are signed by way of the pepper, or not at all', () => {
    expect(parseEnvironment({ RECEIPT_SECRET: ' secret ', API_KEY_PEPPER: 'p' }).receiptSecret).toBe('secret')
    expect(parseEnvironment({ API_KEY_PEPPER: 'p' }).receiptSecret).toBe('receipts/p')
    expect(parseEnvironment({ RECEIPT_SECRET: ' ' }).receiptSecret).toBeUndefined()
  })

  it('CRON_SECRET, without which only operators run crons', () => {
    expect(parseEnvironment({ CRON_SECRET: ' secret ' }).cronSecret).toBe('secret')
    expect(parseEnvironment({ CRON_SECRET: ' ' }).cronSecret).toBeUndefined()
  })

  it.each([[{}], [{ OPERATOR_TOKEN: '' }], [{ OPERATOR_TOKEN: '  ' }]])('is no operator with %j', values => {
    expect(parseEnvironment(values).operatorToken).toBeUndefined()
  })

  it('tokens have an issuer', () => {
    const values = {
      JWT_SECRET: 'secret',
      JWT_JWKS_URL: 'https://id.example/keys',
      JWT_ISSUER: 'https://id.example',
      JWT_AUDIENCE: 'gateway',
    }
    expect(parseEnvironment(values).tokenIssuer).toEqual({
      secret: 'secret',
      jwksUrl: 'https://id.example/keys',
      issuer: 'https://id.example',
      audience: 'gateway',
    })
    const none = { secret: undefined, jwksUrl: undefined, issuer: undefined, audience: undefined }
    expect(parseEnvironment({ JWT_SECRET: '', JWT_JWKS_URL: '' }).tokenIssuer).toEqual(none)
  })

  it.each(['keys', 'ftp://id.example/keys', 'javascript:1'])(
    'an address of keys that is none is told: %s',
    url => {
      const { problems, tokenIssuer } = parseEnvironment({ JWT_JWKS_URL: url })
      expect(problems.map(({ path }) => path)).toEqual(['JWT_JWKS_URL'])
      expect(tokenIssuer.jwksUrl).toBeUndefined()
    },
  )
})

it('the names of our settings that have a value are known, and no other’s', () => {
  const { named } = parseEnvironment({ EDGE_CONFIG: 'x', KV_REST_API_URL: ' ', PATH: '/bin' })
  expect([...named]).toEqual(['EDGE_CONFIG'])
})
