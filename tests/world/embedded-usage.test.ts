import type { Redis } from '@upstash/redis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRedisUsage } from '@/lib/stores/create-redis-usage'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { redisKeys } from '@/lib/stores/redis-keys'
import { dimensions } from '@/lib/usage/usage-sums'
import { buildAsk } from '../support/build-ask'
import { buildUsageRecord } from '../support/build-usage-record'
import { patientBreaker } from '../support/patient-breaker'
import { type Storage, startStorage } from './start-storage'

const caller = 'key-AAAAAAAAAAAA'
const claim = '{"state":"running","body":"digest"}'

describe.each(['embedded', 'real'] as const)('on the %s store', kind => {
  let storage: Storage
  let client: Redis
  beforeAll(async () => {
    storage = await startStorage(kind)
    const { url, token } = storage.upstash
    // As in production, but patient.
    client = createRedis(createRestTransport({ url, token }, fetch), {
      startTimer: () => () => undefined,
      now: () => 0,
    })
  })
  beforeEach(() => storage.reset())
  afterAll(() => storage.close())

  const admission = () => createRedisAdmission(client, createStoreBreaker(Date.now))
  const ask = (slot: string, changes: Parameters<typeof buildAsk>[0] = {}) =>
    buildAsk({ caller, slot, ...changes })

  it('usage is summed up once for each record, and read again', async () => {
    const usage = createRedisUsage(client, { breaker: patientBreaker, newId: () => crypto.randomUUID() })
    const records = ['a', 'b'].map(id => buildUsageRecord({ id, model: 'Đà Nẵng #1' }))
    const added = await Promise.all([...records, ...records].map(record => usage.add(record)))
    expect(added.filter(Boolean)).toHaveLength(2)
    const [{ at } = buildUsageRecord()] = records
    for (const by of dimensions) {
      const { rows } = await usage.read(by, { from: at, to: at })
      const [row] = rows.values()
      expect([rows.size, row?.sums.requests, row?.sums.nanoUsd]).toEqual([1, 2, 5_200_000])
      expect([...(row?.durations.values() ?? [])]).toEqual([2])
    }
    const keys = await client.keys('isochrone:usage:*')
    expect(keys).toHaveLength(7)
    for (const key of keys) expect(await client.ttl(key)).toBeGreaterThan(0)
    expect((await usage.read('model', { from: at - 30 * 86_400_000, to: at })).rows.size).toBe(1)
  })

  it('the receipts of one request id are kept, the newest first, and no more than ten', async () => {
    const usage = createRedisUsage(client, { breaker: patientBreaker, newId: () => crypto.randomUUID() })
    const numbers = Array.from({ length: 12 }, (_, at) => at)
    for (const at of numbers) await usage.add(buildUsageRecord(), `{"call":"Đà Nẵng ${at}"}`)
    const kept = numbers.reverse().slice(0, 10)
    expect(await usage.receipts('request-0001')).toEqual(kept.map(at => `{"call":"Đà Nẵng ${at}"}`))
    expect(await client.ttl(redisKeys.receipts('request-0001'))).toBe(7 * 86_400)
  })

  it('budgets hold under a burst and are settled once', async () => {
    const { admit, settle } = admission()
    const budgets = [
      { name: 'day', limit: 1000, seconds: 100 },
      { name: 'month', limit: 5000, seconds: 200 },
    ]
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, at) => admit(ask(`r${at}`, { budgets, nanoUsd: 100 }))),
    )
    const held = answers.flatMap(answer => (answer.kind === 'admitted' ? [answer.reservation] : []))
    expect(held).toHaveLength(10)
    expect(answers.at(-1)).toMatchObject({ kind: 'limited', by: 'budget', retryAfterSeconds: 0 })
    await Promise.all([...held, ...held].map(each => settle(each, { tokens: 0, nanoUsd: 30 })))
    for (const name of ['day', 'month']) {
      expect(await client.get(redisKeys.spent(name))).toBe('300')
      expect(await client.ttl(redisKeys.spent(name))).toBeGreaterThan(90)
    }
  })

  it('a call is done once, and what is known comes along', async () => {
    const { admit } = admission()
    await client.set(redisKeys.cached('digest'), 'kept 🌏')
    await client.hset(redisKeys.epochs, { [caller]: '3' })
    const asked = { once: { name: 'name', claim }, cacheKey: 'digest' }
    const answers = await Promise.all(Array.from({ length: 5 }, (_, at) => admit(ask(`r${at}`, asked))))
    const admitted = answers.filter(({ kind }) => kind === 'admitted')
    expect(admitted).toEqual([expect.objectContaining({ cached: 'kept 🌏', epoch: 3 })])
    expect(answers.filter(answer => answer.kind === 'repeated' && answer.known === claim)).toHaveLength(4)
    expect(await client.ttl(redisKeys.once('name'))).toBeGreaterThan(300)
    expect(await admit(ask('other'))).toMatchObject({ kind: 'admitted', cached: undefined, epoch: 3 })
  })

  it('keys of another kind say nothing of answers', async () => {
    await client.hset(redisKeys.cached('digest'), { a: 'b' })
    await client.hset(redisKeys.once('name'), { a: 'b' })
    const answer = await admission().admit(ask('r', { once: { name: 'name', claim }, cacheKey: 'digest' }))
    expect(answer).toMatchObject({ kind: 'admitted', cached: undefined, epoch: 0 })
  })
})
