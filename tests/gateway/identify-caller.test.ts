import { describe, expect, it } from 'vitest'
import type { GuessLimiter } from '@/lib/access/guess-limiter'
import type { TokenClaims } from '@/lib/access/token-claims'
import { readCaller } from '@/lib/gateway/caller'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { identifyCaller } from '@/lib/gateway/identify-caller'
import { buildRequest } from '../support/build-request'
import { buildShared } from '../support/shared-store'
import { keyId, keyText, storedKey, withKey } from '../support/stored-key'

type Sent = Readonly<Record<string, string>>

const identify = (headers: Sent, dependencies: Dependencies) => {
  const request = buildRequest({ headers })
  return identifyCaller(request.headers, readCaller(request, dependencies), dependencies)
}

const anonymous = {
  proof: { kind: 'none' },
  caller: 'address-unknown',
  plan: 'anonymous',
  models: undefined,
  zones: undefined,
}

const required = { AUTH: 'required' }

const tokens: Readonly<Record<string, TokenClaims | 'over'>> = {
  'good.to.ken': { sub: 'user-1', plan: 'pro', jti: 'token-1', exp: 4_000_000_000 },
  'old.to.ken': 'over',
}

async function knowing(variables: Sent = {}, record: Parameters<typeof storedKey>[0] = {}) {
  const world = buildShared({
    variables,
    verifyToken: async text => tokens[text],
  })
  world.shared.records.set(keyId, await storedKey(record))
  return world
}

describe('where a credential is required', () => {
  it('a known key is its caller', async () => {
    const { dependencies } = await knowing(required)
    expect(await identify(withKey, dependencies)).toMatchObject({
      caller: `key-${keyId}`,
      plan: 'pro',
      proof: { kind: 'key', id: keyId },
    })
  })

  it.each<[string, Sent]>([
    ['api-key', { 'api-key': keyText }],
    ['x-api-key', { 'x-api-key': keyText }],
  ])('a known key may come in %s', async (_, headers) => {
    const { dependencies } = await knowing(required)
    expect((await identify(headers, dependencies)).plan).toBe('pro')
  })

  it('a known token is its subject', async () => {
    const { dependencies } = await knowing(required)
    expect(await identify({ authorization: 'Bearer good.to.ken' }, dependencies)).toMatchObject({
      caller: expect.stringMatching(/^subject-[0-9a-f]{32}$/),
      plan: 'pro',
    })
  })

  it.each<[string, Sent, Parameters<typeof storedKey>[0]]>([
    ['none', {}, {}],
    ['one in the query only', { 'x-key': keyText }, {}],
    ['text that is no key', { authorization: 'Bearer sk-123' }, {}],
    ['a token that is not to be believed', { authorization: 'Bearer bad.to.ken' }, {}],
    ['an unknown key', { authorization: `Bearer iso_BBBBBBBBBBBB_${'a'.repeat(40)}` }, {}],
    ['a known id with another secret', { authorization: `Bearer iso_${keyId}_${'a'.repeat(40)}` }, {}],
    ['a key but for its last character', { authorization: `Bearer ${keyText.slice(0, -1)}1` }, {}],
    ['the beginning of a key', { authorization: `Bearer ${keyText.slice(0, -1)}` }, {}],
    ['an expired key', withKey, { expiresAt: '2026-11-02T12:00:00Z' }],
    ['a revoked key', withKey, { revokedAt: '2026-11-02T11:00:00Z' }],
    ['an expired token', { authorization: 'Bearer old.to.ken' }, {}],
    ['a key under another pepper', withKey, { digest: '0'.repeat(64) }],
  ])('a credential that is %s is refused, in the same words as any other', async (_, headers, record) => {
    const { dependencies } = await knowing(required, record)
    await expect(identify(headers, dependencies)).rejects.toMatchObject({
      code: 'invalid_api_key',
      message: 'A known, unexpired API key is needed: authorization: Bearer <key>.',
    })
  })

  it('a key that expires in a second is good for that second', async () => {
    const { dependencies, effects } = await knowing(required, { expiresAt: '2026-11-02T12:00:01Z' })
    await identify(withKey, dependencies)
    await effects.advance(999)
    await identify(withKey, dependencies)
    await effects.advance(1)
    await expect(identify(withKey, dependencies)).rejects.toMatchObject({ code: 'invalid_api_key' })
  })

  it('in production no key is known without a pepper', async () => {
    const { dependencies } = await knowing({ VERCEL_ENV: 'production' })
    await expect(identify(withKey, dependencies)).rejects.toMatchObject({ code: 'invalid_api_key' })
  })

  it('what cannot be a key costs no look-up', async () => {
    const { dependencies, shared } = await knowing(required)
    for (const text of ['sk-123', 'iso_x_y', `${keyText}0`, 'a'.repeat(100_000)])
      await expect(identify({ authorization: `Bearer ${text}` }, dependencies)).rejects.toThrow()
    expect(shared.asked).toEqual([])
  })
})

describe('where no credential is required', () => {
  it.each<[string, Sent]>([
    ['without one', {}],
    ['with an unknown one', { authorization: 'Bearer sk-123' }],
    ['with an unknown key', { authorization: `Bearer iso_BBBBBBBBBBBB_${'a'.repeat(40)}` }],
  ])('a caller %s is anonymous', async (_, headers) => {
    const { dependencies } = await knowing()
    expect(await identify(headers, dependencies)).toEqual(anonymous)
  })

  it.each<[string, Sent, Parameters<typeof storedKey>[0]]>([
    ['a revoked key', withKey, { revokedAt: '2026-11-02T11:00:00Z' }],
    ['an expired key', withKey, { expiresAt: '2026-11-02T12:00:00Z' }],
    ['an expired token', { authorization: 'Bearer old.to.ken' }, {}],
  ])('a caller with %s is refused all the same: it was somebody', async (_, headers, record) => {
    const { dependencies } = await knowing({}, record)
    await expect(identify(headers, dependencies)).rejects.toMatchObject({ code: 'invalid_api_key' })
  })

  it('a known one counts all the same', async () => {
    const { dependencies } = await knowing()
    expect((await identify(withKey, dependencies)).plan).toBe('pro')
  })

  it('the anonymous are told apart by their addresses', async () => {
    const { dependencies } = await knowing()
    const of = async (ip: string) => (await identify({ 'x-real-ip': ip }, dependencies)).caller
    expect(await of('203.0.113.7')).toBe('address-203.0.113.7')
    expect(await of('2001:db8:1:2:3::4')).toBe('address-2001:db8:1:2::/64')
    expect(await of('2001:db8:1:2:ffff::9')).toBe('address-2001:db8:1:2::/64')
  })
})

describe('while the store is lost', () => {
  it.each([required, {}])('an unseen key is neither let in nor called bad: %j', async variables => {
    const { dependencies, shared } = await knowing(variables)
    shared.isLost = true
    await expect(identify(withKey, dependencies)).rejects.toMatchObject({
      code: 'auth_unavailable',
      status: 503,
    })
  })

  it('a key that was seen is still known', async () => {
    const { dependencies, shared } = await knowing(required)
    await identify(withKey, dependencies)
    shared.isLost = true
    expect((await identify(withKey, dependencies)).plan).toBe('pro')
  })
})

describe('who tries credentials', () => {
  async function guarded(variables: Sent = required) {
    const world = await knowing(variables)
    const counted: string[] = []
    const blocked = new Set<string>()
    const guesses: GuessLimiter = {
      isBlocked: address => blocked.has(address),
      count: async address => void counted.push(address),
    }
    return { ...world, counted, blocked, dependencies: { ...world.dependencies, guesses } }
  }
  const from = (ip: string, authorization?: string) => ({
    'x-real-ip': ip,
    ...(authorization === undefined ? {} : { authorization }),
  })

  it('is counted by its address, after the response', async () => {
    const world = await guarded()
    await expect(identify(from('203.0.113.7', 'Bearer no'), world.dependencies)).rejects.toThrow()
    expect(world.counted).toEqual([])
    await world.runDeferred()
    expect(world.counted).toEqual(['203.0.113.7'])
  })

  it('is not counted where it sent none, or one that is known, or where none is required', async () => {
    const world = await guarded()
    await expect(identify(from('203.0.113.7'), world.dependencies)).rejects.toThrow()
    await identify(from('203.0.113.7', withKey.authorization), world.dependencies)
    const open = await guarded({})
    await identify(from('203.0.113.7', 'Bearer no'), open.dependencies)
    await Promise.all([world.runDeferred(), open.runDeferred()])
    expect([...world.counted, ...open.counted]).toEqual([])
  })

  it('is told to wait once there were too many', async () => {
    const world = await guarded()
    world.blocked.add('203.0.113.7')
    await expect(identify(from('203.0.113.7', 'Bearer no'), world.dependencies)).rejects.toMatchObject({
      code: 'rate_limit_exceeded',
      status: 429,
    })
  })

  it('does not shut out a key that this instance meets for the first time', async () => {
    const world = await guarded()
    world.blocked.add('203.0.113.7')
    expect((await identify(from('203.0.113.7', withKey.authorization), world.dependencies)).plan).toBe('pro')
  })

  it('does not shut out a key that called before from the same address', async () => {
    const world = await guarded()
    await identify(from('203.0.113.7', withKey.authorization), world.dependencies)
    world.blocked.add('203.0.113.7')
    expect((await identify(from('203.0.113.7', withKey.authorization), world.dependencies)).plan).toBe('pro')
  })

  it('does not shut out a token that called before from the same address', async () => {
    const world = await guarded()
    const headers = from('203.0.113.7', 'Bearer good.to.ken')
    await identify(headers, world.dependencies)
    world.blocked.add('203.0.113.7')
    expect((await identify(headers, world.dependencies)).plan).toBe('pro')
  })
})
