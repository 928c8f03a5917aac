import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRedis } from '@/lib/stores/create-redis'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createFakeEffects } from '../support/fake-effects'
import { type Storage, startStorage } from '../world/start-storage'

let storage: Storage

beforeAll(async () => {
  storage = await startStorage('real')
})
beforeEach(() => storage.reset())
afterAll(() => storage.close())

function connect({ url, token } = storage.upstash, send = fetch) {
  const clock = createFakeEffects()
  return {
    clock,
    redis: createRedis(createRestTransport({ url, token }, send), {
      startTimer: clock.startTimer,
      now: clock.now,
      parseReplies: true,
    }),
  }
}

describe('a command', () => {
  it('is answered', async () => {
    const { redis } = connect()
    expect(await redis.set('key', { a: 1 })).toBe('OK')
    expect(await redis.get('key')).toEqual({ a: 1 })
    expect(await redis.get('other')).toBeNull()
  })

  it('is a request of its own, since none may wait for what another call has begun', async () => {
    const { redis } = connect()
    await Promise.all([redis.set('a', 1), redis.incr('n')])
    const before = storage.upstash.requests
    expect(await Promise.all([redis.get('a'), redis.get('n')])).toEqual([1, 1])
    expect(storage.upstash.requests).toBe(before + 2)
  })

  it.each(['error', 'unauthorized', 'html'] as const)(
    'fails at the first try where Redis answers: %s',
    async mode => {
      const { redis } = connect()
      storage.upstash.mode = mode
      await expect(redis.get('key')).rejects.toThrow()
      expect(storage.upstash.requests).toBe(1)
    },
  )

  it('fails at the first try where nobody listens', async () => {
    const send = vi.fn(fetch)
    const { redis } = connect(storage.upstash, send)
    await storage.upstash.refuse()
    await expect(redis.get('key')).rejects.toThrow('fetch failed')
    expect(send).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['one', 1],
    ['several', 3],
  ])(
    'fails after 400 ms where Redis, not heard before, says nothing, and is never taken for one that found nothing: %s',
    async (_, count) => {
      storage.upstash.mode = 'hang'
      const { clock, redis } = connect()
      const outcomes: unknown[] = []
      const commands = Array.from({ length: count }, () =>
        redis.get('key').then(
          value => outcomes.push({ value }),
          error => outcomes.push(error),
        ),
      )
      await clock.settle()
      expect(clock.pendingTimers).toBe(count)
      await clock.advance(399)
      expect(outcomes).toEqual([])
      await clock.advance(1)
      await Promise.all(commands)
      expect(outcomes).toHaveLength(count)
      for (const outcome of outcomes) expect(outcome).toMatchObject({ name: 'TimeoutError' })
      expect(storage.upstash.requests).toBeLessThanOrEqual(count)
    },
  )

  it('fails with another token', async () => {
    const { redis } = connect({ ...storage.upstash, token: 'wrong' })
    await expect(redis.get('key')).rejects.toThrow('WRONGPASS')
  })
})
