import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectError } from './support/expect-error'
import { createSigner } from './support/sign-token'
import { type Access, startAccess } from './support/start-access'

const { sign, secret } = createSigner()
let access: Access
let redis: Redis
beforeAll(async () => {
  access = await startAccess({
    plans: { two: { requestsPerMinute: 2, tokensPerMinute: 10_000 } },
    environment: { JWT_SECRET: secret },
  })
  redis = new Redis(access.world.redis?.url ?? '')
})
beforeEach(async () => {
  for (const kind of ['requests', 'tokens', 'slots', 'revoked'])
    for (const key of await redis.keys(`isochrone:${kind}:*`)) await redis.del(key)
})
afterAll(async () => {
  redis.disconnect()
  await access.close()
})

const left = async (credential: string) =>
  (await access.sendAs(credential)).headers.get('x-ratelimit-remaining-requests')

const hostile = [
  '*',
  'acme:*',
  'a\r\nDEL isochrone:keys',
  '../tenant-acme',
  '\u0000',
  '$(id)',
  '__proto__',
  '🗝',
]

describe('the subject of a token', () => {
  it.each(hostile)('%j is a caller like any other, named in Redis by a digest', async sub => {
    expect(await left(await sign({ sub, plan: 'two' }))).toBe('1')
    expect(await left(await sign({ sub: `${sub}!`, plan: 'two' }))).toBe('1')
    expect(await left(await sign({ sub, plan: 'two' }))).toBe('0')
    const ofNobody =
      /^isochrone:(keys|probes|processing|guesses\b.*|(health|lease):[\w/]+|(usage|receipts):[\w:/-]+)$/
    const keys = (await redis.keys('*')).filter(key => !ofNobody.test(key))
    expect(keys.length).toBeGreaterThan(0)
    for (const key of keys)
      expect(key).toMatch(/^isochrone:(requests|tokens|slots):(subject-[0-9a-f]{32}|key-\w{12})$/)
  })
})

describe('the id of a token that is revoked', () => {
  it.each(hostile)('%j is that of no other token', async jti => {
    const [one, other] = [await sign({ jti }), await sign({ jti: `${jti}!` })]
    const { status } = await access.operate('POST', '/revocations', {
      jti,
      expiresAt: Math.floor(Date.now() / 1000) + 600,
    })
    expect(status).toBe(201)
    expectError(await access.sendAs(one), { status: 401, code: 'invalid_api_key' })
    expect((await access.sendAs(other)).status).toBe(200)
  })
})

describe('a tenant', () => {
  it('that is named like a key shares nothing with that key', async () => {
    const single = await access.makeKey('two')
    for (const tenant of [single.id, `key-${single.id}`, `tenant-key-${single.id}`]) {
      const { key } = await access.makeKey('two', { tenant })
      expect(await left(key)).toBe('1')
    }
    expect(await left(single.key)).toBe('1')
  })

  it('that is named like another in other letters shares nothing with it', async () => {
    for (const tenant of ['Acme', 'acme', 'acme.', 'ACME'])
      expect(await left((await access.makeKey('two', { tenant })).key)).toBe('1')
  })

  it.each(['*', 'a:b', 'a\n', 'a b', 'a/b', 'é', '', 'x'.repeat(65)])('is not made: %j', async tenant => {
    const reply = await access.operate('POST', '/keys', { name: 'a', plan: 'two', tenant })
    expectError(reply, { status: 400, code: 'invalid_request', param: 'tenant' })
  })
})

describe('a key whose letters mean something to Redis', () => {
  it.each(['iso_************_', 'iso_isochrone:k_', 'iso_AAAA\\nAAAA*_'])('is none: %s', async start => {
    const credential = `${start}${'x'.repeat(40)}`
    const before = access.world.upstash?.commands.length
    const reply = await access.sendAs(credential)
    expectError(reply, { status: 401, code: 'invalid_api_key' })
    expect(access.world.upstash?.commands.slice(before).flat()).not.toContain(credential.slice(4, 16))
  })
})
