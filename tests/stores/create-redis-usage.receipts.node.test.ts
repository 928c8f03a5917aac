import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisUsage } from '@/lib/stores/create-redis-usage'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { redisKeys } from '@/lib/stores/redis-keys'
import { buildUsageRecord } from '../support/build-usage-record'
import { createFakeEffects } from '../support/fake-effects'
import { patientBreaker } from '../support/patient-breaker'
import { type Storage, startStorage } from '../world/start-storage'

let storage: Storage
let inside: Inspector
beforeAll(async () => {
  storage = await startStorage('real')
  inside = new Inspector(storage.redis?.url ?? '')
})
beforeEach(() => storage.reset())
afterAll(async () => {
  inside.disconnect()
  await storage.close()
})

const requestId = 'request-0001'
const key = redisKeys.receipts(requestId)

function connect() {
  const { startTimer, now } = createFakeEffects()
  return createRedisUsage(createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now }), {
    breaker: patientBreaker,
    newId: () => crypto.randomUUID(),
  })
}

const receipt = (at: number) => `{"call":${at},"zone":"Đà Nẵng"}`

describe('the receipts of a request id', () => {
  it('are kept for seven days, beside the usage and in the same request', async () => {
    const usage = connect()
    await usage.add(buildUsageRecord(), receipt(0))
    const { requests } = storage.upstash
    await usage.add(buildUsageRecord(), receipt(1))
    expect(storage.upstash.requests).toBe(requests + 1)
    expect(await usage.receipts(requestId)).toEqual([receipt(1), receipt(0)])
    expect(await inside.ttl(key)).toBe(7 * 24 * 60 * 60)
  })

  it('are the newest ten, however many calls come under it', async () => {
    const usage = connect()
    for (let at = 0; at < 25; at++) await usage.add(buildUsageRecord(), receipt(at))
    const newest = Array.from({ length: 10 }, (_, at) => receipt(24 - at))
    expect(await usage.receipts(requestId)).toEqual(newest)
  })

  it('are no more where a record comes again', async () => {
    const usage = connect()
    const record = buildUsageRecord()
    expect(await usage.add(record, receipt(0))).toBe(true)
    expect(await usage.add(record, receipt(1))).toBe(false)
    expect(await usage.receipts(requestId)).toEqual([receipt(0)])
  })

  it('are none where a record comes without one, out of a log', async () => {
    const usage = connect()
    expect(await usage.add(buildUsageRecord())).toBe(true)
    expect(await usage.receipts(requestId)).toEqual([])
    expect(await inside.exists(key)).toBe(0)
  })

  it('are not mixed with those of another', async () => {
    const usage = connect()
    await usage.add(buildUsageRecord({ requestId: 'request-0002' }), receipt(2))
    await usage.add(buildUsageRecord(), receipt(1))
    expect(await usage.receipts(requestId)).toEqual([receipt(1)])
    expect(await usage.receipts('request-0002')).toEqual([receipt(2)])
  })

  it('leave one out that is larger than a receipt may be, and the usage counts all the same', async () => {
    const usage = connect()
    expect(await usage.add(buildUsageRecord(), 'x'.repeat(8193))).toBe(true)
    expect(await usage.receipts(requestId)).toEqual([])
    expect(await usage.add(buildUsageRecord(), 'x'.repeat(8192))).toBe(true)
    expect(await usage.receipts(requestId)).toHaveLength(1)
  })
})

describe('what else lies under the name', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a hash', () => inside.hset(key, 'a', 'b')],
    ['a list', () => inside.lpush(key, 'a')],
    ['a text beyond measure', () => inside.set(key, 'x'.repeat(200_000))],
  ])('as %s, is replaced by the next receipt', async (_, put) => {
    await put()
    const usage = connect()
    expect(await usage.add(buildUsageRecord(), receipt(1))).toBe(true)
    expect(await usage.receipts(requestId)).toEqual([receipt(1)])
  })

  it('as a text beyond measure, is none', async () => {
    await inside.set(key, 'x\n'.repeat(100_000))
    expect(await connect().receipts(requestId)).toEqual([])
  })
})
