import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRedisClosing } from '@/lib/stores/create-redis-closing'
import { createRedisUsage } from '@/lib/stores/create-redis-usage'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import type { UsageStore } from '@/lib/usage/usage-store'
import { buildAsk } from '../support/build-ask'
import { emptyUsageRecord } from '../support/empty-usage-record'
import { createFakeEffects } from '../support/fake-effects'
import { type Storage, startStorage } from '../world/start-storage'

let storage: Storage
let inside: Inspector
beforeAll(async () => {
  storage = await startStorage('real')
  inside = new Inspector(storage.redis?.url ?? '')
})
beforeEach(async () => {
  await storage.reset()
  await inside.script('FLUSH')
})
afterAll(async () => {
  inside.disconnect()
  await storage.close()
})

const caller = 'key-AAAAAAAAAAAA'
const slots = `isochrone:slots:${caller}`

function connect() {
  const { startTimer, now } = createFakeEffects()
  const redis = createRedis(storage.upstash, { fetch, startTimer, now })
  const breaker = createStoreBreaker(now)
  return {
    admission: createRedisAdmission(redis, breaker),
    usage: createRedisUsage(redis, { breaker, newId: () => 'id' }),
    closing: createRedisClosing(redis, breaker),
  }
}

async function openCall(id: string) {
  const limits = { tokensPerMinute: 1000 }
  const answer = await connect().admission.admit(buildAsk({ caller, slot: id, limits, tokens: 100 }))
  if (answer.kind !== 'admitted') throw new Error(`It was not admitted but ${JSON.stringify(answer)}.`)
  const record = emptyUsageRecord({ id, requestId: `request-${id}`, nanoUsd: 5 })
  return {
    reservation: answer.reservation,
    used: { tokens: 30, nanoUsd: 5 },
    record,
    receipt: `{"id":"${id}"}`,
  }
}

async function requestsIn(usage: UsageStore): Promise<number> {
  const { at } = emptyUsageRecord()
  return (await usage.read('country', { from: at, to: at })).total.requests
}

const tokensUsed = async () => (await inside.hvals(`isochrone:tokens:${caller}`)).map(Number)

describe('a call', () => {
  it('is settled and its usage added in one request', async () => {
    const { closing, usage } = connect()
    await closing.close(await openCall('first'))
    const call = await openCall('one')
    const before = storage.upstash.requests
    expect(await closing.close(call)).toEqual({ isSettled: true, isRecorded: true })
    expect(storage.upstash.requests).toBe(before + 1)
    expect(await inside.zcard(slots)).toBe(0)
    expect((await tokensUsed()).reduce((sum, each) => sum + each, 0)).toBe(60)
    expect(await usage.receipts('request-one')).toEqual(['{"id":"one"}'])
    expect(await requestsIn(usage)).toBe(2)
  })

  it('is closed as well by a Redis that has forgotten the scripts', async () => {
    const { closing } = connect()
    await closing.close(await openCall('first'))
    const call = await openCall('one')
    await inside.script('FLUSH')
    expect(await closing.close(call)).toEqual({ isSettled: true, isRecorded: true })
    expect(await inside.zcard(slots)).toBe(0)
  })

  it('is closed once, however often that is tried', async () => {
    const { closing, usage } = connect()
    const call = await openCall('one')
    for (let time = 0; time < 3; time += 1) await closing.close(call)
    expect(await tokensUsed()).toEqual([30])
    expect(await requestsIn(usage)).toBe(1)
  })

  it('is settled where what lies under the names of its usage is not ours', async () => {
    const { closing } = connect()
    const call = await openCall('one')
    await inside.set(`isochrone:tokens:${caller}`, 'text')
    expect(await closing.close(call)).toEqual({ isSettled: false, isRecorded: true })
  })

  it('is not closed where Redis is away', async () => {
    const { closing } = connect()
    const call = await openCall('one')
    storage.upstash.mode = 'error'
    await expect(closing.close(call)).rejects.toThrow()
  })
})
