import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisKeyStore } from '@/lib/stores/create-redis-key-store'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
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
  const { startTimer } = createFakeEffects()
  return createRedisKeyStore(
    createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now: () => 0 }),
  )
}

const texts = ['{"id":"a","n":1.0}', '12', '1e3', 'true', 'null', '"a"', '[1, 2]', 'plain', '', '模型 🌏']

describe('a key', () => {
  it.each(texts)('is read and listed as the very text that was written: %j', async text => {
    await connect().writeKey('AAAAAAAAAAAA', text)
    expect(await connect().readKey('AAAAAAAAAAAA')).toBe(text)
    expect(await connect().listKeys()).toEqual([text])
  })

  it('replaces what was written under its id, and no other', async () => {
    const store = connect()
    await store.writeKey('a', 'one')
    await store.writeKey('b', 'two')
    await store.writeKey('a', 'three')
    expect((await store.listKeys()).toSorted()).toEqual(['three', 'two'])
  })

  it('that nobody wrote is not there', async () => {
    expect(await connect().readKey('a')).toBeUndefined()
    expect(await connect().listKeys()).toEqual([])
  })

  it('stays for good', async () => {
    await connect().writeKey('a', 'one')
    expect(await inside.ttl('isochrone:keys')).toBe(-1)
  })

  it('is written over revocations and counters of no name', async () => {
    await connect().writeKey('a:*\n', 'one')
    expect(await inside.keys('*')).toEqual(['isochrone:keys'])
  })
})

describe('a revoked token', () => {
  it('is remembered for as long as it was said', async () => {
    await connect().revokeToken('digest', 3600)
    expect(await inside.keys('*')).toEqual(['isochrone:revoked:digest'])
    const seconds = await inside.ttl('isochrone:revoked:digest')
    expect(seconds).toBeGreaterThan(3595)
    expect(seconds).toBeLessThanOrEqual(3600)
  })
})

describe('a store that is lost', () => {
  it.each(['error', 'html', 'unauthorized'] as const)(
    'fails whatever is done, where Redis answers: %s',
    async mode => {
      storage.upstash.mode = mode
      const store = connect()
      await expect(store.readKey('a')).rejects.toThrow()
      await expect(store.listKeys()).rejects.toThrow()
      await expect(store.writeKey('a', 'b')).rejects.toThrow()
      await expect(store.revokeToken('a', 1)).rejects.toThrow()
    },
  )
})
