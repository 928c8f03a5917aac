import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createNodeRedis } from '@/lib/hosts/create-node-redis'
import { createGuessLimiter } from '@/lib/stores/create-guess-limiter'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { buildAsk } from '../support/build-ask'
import { createFakeEffects } from '../support/fake-effects'
import { type Storage, startStorage } from '../world/start-storage'

let storage: Storage
let inside: Inspector
let direct: ReturnType<typeof createNodeRedis>
let overRest: typeof direct
beforeAll(async () => {
  storage = await startStorage('real')
  const url = storage.redis?.url ?? ''
  inside = new Inspector(url)
  direct = createNodeRedis(url)
  overRest = createRestTransport(storage.upstash, fetch)
})
beforeEach(() => storage.reset())
afterAll(async () => {
  inside.disconnect()
  await storage.close()
})

const signal = () => new AbortController().signal

async function fill(): Promise<void> {
  await inside.flushall()
  await inside.set('text', 'a “quoted” text\nof two lines')
  await inside.hset('hash', { text: '“a”', number: '12.5' })
  await inside.zadd('sorted', 1.5, 'one', 2, 'two')
}

describe('what Redis itself replies is what it replies over REST', () => {
  it.each([
    ['get', 'nothing'],
    ['get', 'text'],
    ['set', 'other', '{"a":1}', 'ex', 10],
    ['set', 'text', 'b', 'nx'],
    ['incr', 'count'],
    ['incrbyfloat', 'point', 0.5],
    ['hgetall', 'hash'],
    ['hgetall', 'nothing'],
    ['hget', 'hash', 'nothing'],
    ['hvals', 'hash'],
    ['hset', 'hash', 'more', 1],
    ['zrange', 'sorted', 0, -1, 'withscores'],
    ['hrandfield', 'hash', 2, 'withvalues'],
    ['eval', 'return {1, "two", false, {3}}', 0],
    ['script', 'load', 'return 1'],
    ['ping'],
  ])('%s %s', async (...command) => {
    await fill()
    const one = await direct({ body: command }, signal())
    await fill()
    expect(one).toEqual(await overRest({ body: command }, signal()))
  })

  it('also in a pipeline, in which a command that fails does so alone', async () => {
    const asked = {
      path: ['pipeline'],
      body: [
        ['set', 'text', 'a'],
        ['incr', 'text'],
        ['get', 'text'],
      ],
    }
    const replies = await direct(asked, signal())
    expect(replies).toEqual(await overRest(asked, signal()))
    expect(replies).toMatchObject([
      { result: 'OK' },
      { error: expect.stringContaining('integer') },
      { result: 'a' },
    ])
  })
})

it.each([
  [{ body: ['incr', 'text'] }, 'not an integer'],
  [{ body: ['evalsha', 'a'.repeat(40), 0] }, 'NOSCRIPT'],
  [{ body: [] }, 'Expected a command'],
  [{ body: 'ping' }, 'Expected a command'],
  [{ path: ['pipeline'], body: 'ping' }, 'Expected a command'],
  [{ path: ['multi-exec'], body: [['ping']] }, 'received multi-exec'],
])('%j fails and says why', async (asked, message) => {
  await fill()
  await expect(direct(asked, signal())).rejects.toThrow(message)
})

it('limits hold, and are those of every instance, however it speaks to Redis', async () => {
  const { startTimer, now } = createFakeEffects()
  const stores = [direct, overRest].map(send =>
    createRedisAdmission(createRedis(send, { startTimer, now }), createStoreBreaker(now)),
  )
  const kinds: string[] = []
  for (const [index, store] of [...stores, ...stores, ...stores].entries())
    kinds.push(
      (await store.admit(buildAsk({ slot: `slot-${index}`, limits: { requestsPerMinute: 4 } }))).kind,
    )
  expect(kinds).toEqual(['admitted', 'admitted', 'admitted', 'admitted', 'limited', 'limited'])
})

it('whoever guesses is blocked, by scripts that are written for Upstash', async () => {
  const { startTimer, now } = createFakeEffects()
  const guesses = createGuessLimiter(createRedis(direct, { startTimer, now }), Date.now)
  for (let time = 0; time < 201; time++) await guesses.count('203.0.113.7')
  expect(guesses.isBlocked('203.0.113.7')).toBe(true)
})
