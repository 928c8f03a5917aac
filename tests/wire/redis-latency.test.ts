import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { median } from '../support/median'
import { startGateway } from '../world/start-gateway'
import { countBy } from './support/count-by'
import { gateMs } from './support/gate-ms'
import { sendTo } from './support/send-to'
import { createSigner } from './support/sign-token'
import { type Access, startAccess } from './support/start-access'
import { type FarRedis, startFarRedis } from './support/start-far-redis'

const { sign, secret } = createSigner()
const latencyMs = 140

let access: Access
let redis: FarRedis
beforeAll(async () => {
  redis = await startFarRedis()
  access = await startAccess({
    plans: {
      full: { requestsPerMinute: 1000, tokensPerMinute: 1_000_000, concurrency: 50 },
      ahead: { requestsPerMinute: 1000, tokensPerMinute: 1_000_000, concurrency: 50, localAllowance: true },
      burst: { requestsPerMinute: 200, localAllowance: true },
    },
    environment: { JWT_SECRET: secret, UPSTASH_REDIS_REST_URL: redis.url },
    gateways: 2,
    prepare: ({ upstash }) => {
      redis.target = upstash?.url ?? ''
    },
  })
})
afterAll(async () => {
  await access.close()
  await redis.close()
})

/** How long calls take one after another: in all, and until they leave for their endpoint. */
async function timesOf(credential: string): Promise<{ whole: number; gate: number }> {
  const whole: number[] = []
  const gates: number[] = []
  for (let call = 0; call < 15; call++) {
    const begun = performance.now()
    const reply = await access.sendAs(credential)
    whole.push(performance.now() - begun)
    gates.push(gateMs(reply))
    expect(reply.status).toBe(200)
  }
  return { whole: median(whole), gate: median(gates) }
}

describe('where a plan lets calls in before they are counted', () => {
  beforeEach(() => {
    redis.latencyMs = latencyMs
  })

  it('a call waits for no answer of Redis once its caller is known', async () => {
    const { key } = await access.makeKey('ahead')
    await access.sendAs(key)
    expect((await timesOf(key)).gate).toBeLessThan(latencyMs / 2)
  })

  it('every call is counted, and said to be', async () => {
    const { key } = await access.makeKey('ahead')
    const replies = []
    for (let call = 0; call < 5; call += 1) replies.push(await access.sendAs(key))
    const left = replies.map(({ headers }) => Number(headers.get('x-ratelimit-remaining-requests')))
    // A call that is let in first may be counted after the next one, which is then told of the same number.
    expect(left).toEqual(left.toSorted((one, other) => other - one))
    expect(left.at(0)).toBe(999)
    expect(left.at(-1)).toBeLessThanOrEqual(996)
    redis.latencyMs = 0
    await vi.waitFor(async () => {
      const { headers } = await access.sendAs(key, {}, 1)
      expect(Number(headers.get('x-ratelimit-remaining-requests'))).toBeLessThanOrEqual(994)
    })
  })

  it('a revoked key has one more answer, and then none', async () => {
    const { id, key } = await access.makeKey('ahead')
    for (let call = 0; call < 2; call += 1) expect((await access.sendAs(key)).status).toBe(200)
    await access.operate('DELETE', `/keys/${id}`)
    await access.sendAs(key)
    await vi.waitFor(async () => expect((await access.sendAs(key)).status).toBe(401), { interval: latencyMs })
  })

  it('a burst of twice the limit at two gateways passes it by a twentieth at most', async () => {
    const { key } = await access.makeKey('burst')
    for (const at of [0, 1, 0, 1]) await access.sendAs(key, {}, at)
    // All at once they would keep a slow machine from hearing Redis, which then passes for lost.
    const replies = []
    for (let sent = 0; sent < 400; sent += 40)
      replies.push(
        ...(await Promise.all(Array.from({ length: 40 }, (_, at) => access.sendAs(key, {}, at % 2)))),
      )
    // What a machine lets in that is too busy to hear Redis comes on top, and is said to be.
    const counted = replies.filter(({ headers }) => !headers.get('x-degraded')?.includes('limiter'))
    const letIn = countBy(counted, ({ status }) => status)[200] ?? 0
    if (counted.length === replies.length) expect(letIn + 4).toBeGreaterThanOrEqual(200)
    expect(letIn + 4).toBeLessThanOrEqual(210)
  })
})

describe('where a connection to Redis takes three times as long to open as an answer', () => {
  it('the first call of a cold gateway is counted, though it has no key', async () => {
    Object.assign(redis, { latencyMs: 60, connectMs: 180 })
    const environment = { ...access.world.environment, AUTH: 'open', UPSTASH_REDIS_REST_URL: redis.url }
    const cold = await startGateway({ environment })
    const { status, headers } = await sendTo(cold.url, {}).finally(() => cold.close())
    expect([status, headers.get('x-degraded')]).toEqual([200, null])
    redis.connectMs = 0
  })
})

describe('where each answer of Redis takes 140 ms', () => {
  it.each<[string, () => Promise<string>]>([
    ['a key', async () => (await access.makeKey('full')).key],
    ['a token', () => sign({ plan: 'full' })],
  ])('a call with %s waits for one of them, and for the sum of several never', async (_, make) => {
    redis.latencyMs = 0
    const credential = await make()
    const near = await timesOf(credential)
    redis.latencyMs = latencyMs
    const far = await timesOf(credential)
    expect(far.gate - near.gate).toBeLessThan(2 * latencyMs - 40)
    expect(far.whole - near.whole).toBeLessThan(2 * latencyMs - 40)
  })
})
