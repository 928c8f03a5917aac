import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError } from './support/expect-error'
import type { Reply } from './support/send-to'
import { createSigner } from './support/sign-token'
import { type Access, startAccess } from './support/start-access'

const { sign, secret } = createSigner()
const plans = {
  paid: { requestsPerMinute: 20, tokensPerMinute: 100_000, concurrency: 10 },
  free: { requestsPerMinute: 100 },
}
let access: Access
let redis: Redis
beforeAll(async () => {
  // One for each test that makes its gateway leave Redis alone for a while.
  access = await startAccess({ gateways: 4, plans, environment: { JWT_SECRET: secret } })
  redis = new Redis(access.world.redis?.url ?? '')
})
afterAll(async () => {
  redis.disconnect()
  await access.close()
})

async function known(plan: string, at = 0): Promise<{ id: string; key: string }> {
  const made = await access.makeKey(plan)
  expect((await access.sendAs(made.key, {}, at)).status).toBe(200)
  return made
}

async function whileSilent(test: () => Promise<void>): Promise<void> {
  const { upstash } = access.world
  if (upstash === undefined) throw new Error('This world has no Redis.')
  upstash.mode = 'hang'
  try {
    await test()
  } finally {
    upstash.mode = 'ok'
  }
}

const limitNames = ({ headers }: Reply) => [...headers.keys()].filter(name => name.startsWith('x-ratelimit'))

function expectUncounted(reply: Reply): void {
  expectError(reply, { status: 503, code: 'limiter_unavailable' })
  expect([reply.headers.get('retry-after'), reply.headers.get('x-should-retry')]).toEqual(['5', null])
  expect(limitNames(reply)).toEqual([])
}

describe('a counter in Redis that holds something else than counts', () => {
  it('is as good as none: a paid plan has its allowance and then 503, a free one has 503 at once', async () => {
    const paid = [await known('paid', 1), await known('paid', 1), await known('paid', 1)]
    const free = await known('free', 1)
    for (const [at, kind] of ['requests', 'tokens', 'slots'].entries())
      await redis.set(`isochrone:${kind}:key-${paid[at]?.id}`, 'CANARY-value')
    await redis.set(`isochrone:requests:key-${free.id}`, 'CANARY-value')
    for (let call = 0; call < 4; call++)
      for (const { key } of paid) {
        const reply = await access.sendAs(key, {}, 1)
        expect([reply.status, reply.headers.get('x-degraded')]).toEqual([200, 'limiter'])
        expect(limitNames(reply)).toEqual([])
      }
    for (const { key } of [...paid, free]) expectUncounted(await access.sendAs(key, {}, 1))
    expect(access.gateways[1]?.log()).not.toMatch(/CANARY-value|WRONGTYPE|evalsha/i)
  })

  it('and is whole again counts again, at once', async () => {
    const { id, key } = await known('paid')
    await redis.set(`isochrone:requests:key-${id}`, 'x')
    expect((await access.sendAs(key)).headers.get('x-degraded')).toBe('limiter')
    await redis.del(`isochrone:requests:key-${id}`)
    const { headers } = await access.sendAs(key)
    expect([headers.get('x-degraded'), headers.get('x-ratelimit-remaining-requests')]).toEqual([null, '19'])
  })
})

describe('the keys in Redis, where they are something else than keys', () => {
  it('are neither believed nor missing, for callers and operators', async () => {
    const { key } = await access.makeKey('paid')
    await redis.rename('isochrone:keys', 'kept')
    await redis.set('isochrone:keys', 'x')
    const unavailable = { status: 503, code: 'auth_unavailable' }
    expectError(await access.sendAs(key), unavailable)
    expectError(await access.operate('GET', '/keys'), unavailable)
    expectError(await access.operate('POST', '/keys', { name: 'a', plan: 'paid' }), unavailable)
    await redis.rename('kept', 'isochrone:keys')
    expect((await access.sendAs(key)).status).toBe(200)
  })
})

describe('while Redis says nothing', () => {
  it('a token that nobody has seen is neither let in nor refused for good, and a seen one is served', async () => {
    const [seen, unseen] = [await sign(), await sign()]
    expect((await access.sendAs(seen, {}, 2)).status).toBe(200)
    // The first three are asked about; after them Redis is left alone.
    await whileSilent(async () => {
      for (let call = 0; call < 5; call++) {
        const reply = await access.sendAs(unseen, {}, 2)
        expectError(reply, { status: 503, code: 'auth_unavailable' })
        expect(reply.headers.get('retry-after')).toMatch(/^([1-9]|[1-5]\d)$/)
        const { status, headers } = await access.sendAs(seen, {}, 2)
        expect([status, headers.get('x-degraded')]).toEqual([200, 'limiter'])
      }
    })
  })

  it('a token that was refused as revoked stays refused', async () => {
    const jti = crypto.randomUUID()
    const token = await sign({ jti })
    expect((await access.sendAs(token, {}, 3)).status).toBe(200)
    const expiresAt = Math.floor(Date.now() / 1000) + 600
    expect((await access.operate('POST', '/revocations', { jti, expiresAt })).status).toBe(201)
    expect((await access.sendAs(token, {}, 3)).status).toBe(401)
    await whileSilent(async () => {
      for (let call = 0; call < 5; call++)
        expectError(await access.sendAs(token, {}, 3), { status: 401, code: 'invalid_api_key' })
    })
  })
})
