import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisTextStore } from '@/lib/stores/create-redis-text-store'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { redisKeys } from '@/lib/stores/redis-keys'
import { createFakeEffects } from '../support/fake-effects'
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

function connect() {
  const { startTimer, now } = createFakeEffects()
  const redis = createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now })
  return createRedisTextStore(redis, { breaker: createStoreBreaker(now), keyOf: redisKeys.once })
}

describe('a text in Redis', () => {
  it('is kept for as long as it is said to be', async () => {
    const store = connect()
    expect(await store.get('name')).toBeUndefined()
    await store.set('name', { text: 'Xin chào 🌏', seconds: 60 })
    expect(await store.get('name')).toBe('Xin chào 🌏')
    expect(await inside.ttl('isochrone:once:name')).toBeGreaterThan(55)
  })

  it('is forgotten where it still is the one that is meant', async () => {
    const store = connect()
    await store.set('name', { text: '{"own":"🌏"}', seconds: 60 })
    await store.forget('name', '{"own":"🌏"}')
    expect(await store.get('name')).toBeUndefined()
  })

  it('stays where it is another by now, and nothing is forgotten where there is none', async () => {
    const store = connect()
    await store.set('name', { text: 'other', seconds: 60 })
    await store.forget('name', 'own')
    await store.forget('none', '')
    expect(await store.get('name')).toBe('other')
  })

  it('is not taken for what is no text', async () => {
    await inside.hset('isochrone:once:name', 'a', 'b')
    await expect(connect().forget('name', 'own')).rejects.toThrow()
    expect(await inside.hgetall('isochrone:once:name')).toEqual({ a: 'b' })
  })
})
