import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRedisClosing } from '@/lib/stores/create-redis-closing'
import { createRedisUsage } from '@/lib/stores/create-redis-usage'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
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
  const redis = createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now })
  const breaker = createStoreBreaker(now)
  return {
    admission: createRedisAdmission(redis, breaker),
    usage: createRedisUsage(redis, { breaker, newId: () => 'id' }),
    closing: createRedisClosing(redis, breaker),
  }
}

async function openCall(id: string, changes: Parameters<typeof emptyUsageRecord>[0] = {}) {
  const limits = { tokensPerMinute: 1000 }
  const answer = await connect().admission.admit(buildAsk({ caller, slot: id, limits, tokens: 100 }))
  if (answer.kind !== 'admitted') throw new Error(`It was not admitted but ${JSON.stringify(answer)}.`)
  const record = emptyUsageRecord({ id, requestId: `request-${id}`, nanoUsd: 5, ...changes })
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
    await closing.close([await openCall('first')])
    const call = await openCall('one')
    const before = storage.upstash.requests
    expect(await closing.close([call])).toEqual([{ isSettled: true, isRecorded: true }])
    expect(storage.upstash.requests).toBe(before + 1)
    expect(await inside.zcard(slots)).toBe(0)
    expect((await tokensUsed()).reduce((sum, each) => sum + each, 0)).toBe(60)
    expect(await usage.receipts('request-one')).toEqual(['{"id":"one"}'])
    expect(await requestsIn(usage)).toBe(2)
  })

  it('is closed as well by a Redis that has forgotten the scripts', async () => {
    const { closing } = connect()
    await closing.close([await openCall('first')])
    const call = await openCall('one')
    await inside.script('FLUSH')
    expect(await closing.close([call])).toEqual([{ isSettled: true, isRecorded: true }])
    expect(await inside.zcard(slots)).toBe(0)
  })

  it('is closed once, however often that is tried', async () => {
    const { closing, usage } = connect()
    const call = await openCall('one')
    for (let time = 0; time < 3; time += 1) await closing.close([call])
    expect(await tokensUsed()).toEqual([30])
    expect(await requestsIn(usage)).toBe(1)
  })

  it('is settled where what lies under the names of its usage is not ours', async () => {
    const { closing } = connect()
    const call = await openCall('one')
    await inside.set(`isochrone:tokens:${caller}`, 'text')
    expect(await closing.close([call])).toEqual([{ isSettled: false, isRecorded: true }])
  })

  it('is not closed where Redis is away', async () => {
    const { closing } = connect()
    const call = await openCall('one')
    storage.upstash.mode = 'error'
    await expect(closing.close([call])).rejects.toThrow()
  })
})

describe('several calls', () => {
  const minute = 60_000
  const { at } = emptyUsageRecord()

  it('are closed in one request, and their usage is added by one script call for each minute', async () => {
    const { closing, usage } = connect()
    await closing.close([await openCall('first')])
    const calls = [
      await openCall('one', { durationMs: 100 }),
      await openCall('two', { durationMs: 100, isError: true }),
      await openCall('three', { durationMs: 5000 }),
      await openCall('four', { at: at + minute }),
    ]
    const before = storage.upstash.requests
    const scripts = storage.upstash.commands.length
    expect(await closing.close(calls)).toEqual(calls.map(() => ({ isSettled: true, isRecorded: true })))
    expect(storage.upstash.requests).toBe(before + 1)
    expect(storage.upstash.commands.length - scripts).toBe(calls.length + 2)
    expect(await inside.zcard(slots)).toBe(0)
    for (const id of ['one', 'two', 'three', 'four'])
      expect(await usage.receipts(`request-${id}`)).toEqual([`{"id":"${id}"}`])
    const { total, rows } = await usage.read('country', { from: at, to: at + minute })
    expect(total).toMatchObject({ requests: 5, errors: 1, nanoUsd: 25 })
    const [row] = [...rows.values()]
    expect([...(row?.durations.values() ?? [])].sort()).toEqual([1, 2, 2])
  })

  it('come to the same sums as one after another', async () => {
    const open = () =>
      Promise.all(
        Array.from({ length: 8 }, (_, each) =>
          openCall(`call-${each}`, {
            durationMs: 50 + 40 * (each % 4),
            tenant: `tenant-${each % 3}`,
            promptTokens: each,
            cache: each % 2 === 0 ? 'HIT' : 'MISS',
            overheadMs: each / 10,
          }),
        ),
      )
    const sums = async () => {
      const keys = (await inside.keys('isochrone:usage:2*')).sort()
      return Promise.all(keys.map(async key => [key, await inside.hgetall(key)] as const))
    }
    const { closing } = connect()
    for (const call of await open()) await closing.close([call])
    const apart = await sums()
    await storage.reset()
    await closing.close(await open())
    expect(await sums()).toEqual(apart)
    expect(apart.length).toBeGreaterThan(2)
  })

  it('are each added once, though one of them was there already', async () => {
    const { closing, usage } = connect()
    const [known, ...others] = [await openCall('one'), await openCall('two'), await openCall('three')]
    await closing.close([known])
    const all = await closing.close([others[0] ?? known, known, others[1] ?? known])
    expect(all.map(({ isRecorded }) => isRecorded)).toEqual([true, true, true])
    expect(await requestsIn(usage)).toBe(3)
  })

  it('are closed by a Redis that has forgotten the scripts', async () => {
    const { closing, usage } = connect()
    await closing.close([await openCall('first')])
    const calls = [await openCall('one'), await openCall('two')]
    await inside.script('FLUSH')
    expect(await closing.close(calls)).toEqual(calls.map(() => ({ isSettled: true, isRecorded: true })))
    expect(await requestsIn(usage)).toBe(3)
  })
})
