import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callsOf } from './support/calls-of'
import { expectError } from './support/expect-error'
import { eventData } from './support/read-events'
import { beginAt, chatBody } from './support/send-to'
import { createSigner } from './support/sign-token'
import { type Access, startAccess } from './support/start-access'

const { sign, secret } = createSigner()
const plans = { warm: {}, large: { requestsPerMinute: 1000 }, small: { requestsPerMinute: 2 } }
let access: Access
let redis: Redis
beforeAll(async () => {
  access = await startAccess({ gateways: 2, plans, environment: { JWT_SECRET: secret } })
  redis = new Redis(access.world.redis?.url ?? '')
})
afterAll(async () => {
  redis.disconnect()
  await access.close()
})

// The plans are read anew every five seconds of traffic.
const traffic = { timeout: 10_000, interval: 100 }

async function changeRecord(id: string, changes: object): Promise<void> {
  const record = JSON.parse((await redis.hget('isochrone:keys', id)) ?? '')
  await redis.hset('isochrone:keys', id, JSON.stringify({ ...record, ...changes }))
}

describe('in the midst of a window', () => {
  it('a key that is moved to a smaller plan has that plan’s limits from its next call on, everywhere', async () => {
    const { id, key } = await access.makeKey('large')
    for (let call = 0; call < 4; call++) expect((await access.sendAs(key, {}, call % 2)).status).toBe(200)
    await changeRecord(id, { plan: 'small' })
    for (const at of [0, 1]) {
      const reply = await access.sendAs(key, {}, at)
      expectError(reply, { status: 429, code: 'rate_limit_exceeded' })
      expect(reply.headers.get('x-ratelimit-limit-requests')).toBe('2')
    }
  })

  it('a key that is narrowed to other models is refused this one from its next call on', async () => {
    const { id, key } = await access.makeKey('large')
    expect((await access.sendAs(key)).status).toBe(200)
    await changeRecord(id, { models: ['gpt-4.1-mini'] })
    expectError(await access.sendAs(key), { status: 403, code: 'model_not_allowed', param: 'model' })
  })

  it('a plan that is made smaller holds within ten seconds, at every gateway', async () => {
    const { key } = await access.makeKey('large')
    for (let call = 0; call < 6; call++) expect((await access.sendAs(key, {}, call % 2)).status).toBe(200)
    access.world.edgeConfig.set('plans', { ...plans, large: { requestsPerMinute: 5 } })
    for (const at of [0, 1])
      await vi.waitFor(async () => {
        const { status, headers } = await access.sendAs(key, {}, at)
        expect([status, headers.get('x-ratelimit-limit-requests')]).toEqual([429, '5'])
      }, traffic)
  })

  it('a plan that is taken away lets its keys in no more', async () => {
    const { key } = await access.makeKey('small')
    const { large, ...others } = plans
    expect((await access.sendAs(key)).status).toBe(200)
    access.world.edgeConfig.set('plans', { warm: others.warm, large })
    await vi.waitFor(async () => {
      const reply = await access.sendAs(key, { method: 'GET', path: '/v1/models' })
      expect(reply.status).toBe(401)
    }, traffic)
  })
})

describe('a stream that is in flight', () => {
  it.each<[string, () => Promise<{ credential: string; revoke: () => Promise<unknown> }>]>([
    [
      'a key',
      async () => {
        const { id, key } = await access.makeKey('warm')
        return { credential: key, revoke: () => access.operate('DELETE', `/keys/${id}`) }
      },
    ],
    [
      'a token',
      async () => {
        const jti = crypto.randomUUID()
        const expiresAt = Math.floor(Date.now() / 1000) + 600
        const revoke = () => access.operate('POST', '/revocations', { jti, expiresAt })
        return { credential: await sign({ jti }), revoke }
      },
    ],
  ])('is finished although %s is revoked, whose next call is refused', async (_, make) => {
    const { credential, revoke } = await make()
    const sin = access.world.endpoint('sin')
    const before = callsOf(sin).length
    sin.set({ words: 40, tokensPerSecond: 40 })
    const response = await beginAt(access.gateways[0]?.url ?? '', {
      headers: { authorization: `Bearer ${credential}` },
      body: chatBody({ stream: true }),
    })
    expect(response.status).toBe(200)
    await revoke()
    for (const at of [0, 1])
      expectError(await access.sendAs(credential, {}, at), { status: 401, code: 'invalid_api_key' })
    sin.set({})
    expect(eventData(await response.text()).at(-1)).toBe('[DONE]')
    expect(callsOf(sin)).toHaveLength(before + 1)
  })
})
