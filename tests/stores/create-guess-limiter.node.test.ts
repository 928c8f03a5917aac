import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createGuessLimiter } from '@/lib/stores/create-guess-limiter'
import { createRedis } from '@/lib/stores/create-redis'
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

const address = '203.0.113.7'

// The package behind it goes by the real clock.
function connect(now: () => number = Date.now) {
  const clock = createFakeEffects()
  return {
    clock,
    guesses: createGuessLimiter(
      createRedis(createRestTransport(storage.upstash, fetch), {
        startTimer: clock.startTimer,
        now: clock.now,
      }),
      now,
    ),
  }
}

type Guesses = ReturnType<typeof connect>['guesses']

async function guess(guesses: Guesses, { times, from = address }: { times: number; from?: string }) {
  for (let time = 0; time < times; time++) await guesses.count(from)
}

describe('who sends unknown credentials', () => {
  it('is blocked after a hundred of them, and until the minute is over', async () => {
    const shift = { milliseconds: 0 }
    const { guesses } = connect(() => Date.now() + shift.milliseconds)
    // Of a hundred some may have fallen into the minute before, but of twice as many enough fall into one.
    await guess(guesses, { times: 201 })
    expect(guesses.isBlocked(address)).toBe(true)
    shift.milliseconds = 60_001
    expect(guesses.isBlocked(address)).toBe(false)
  })

  it('is not blocked by a few', async () => {
    const { guesses } = connect()
    await guess(guesses, { times: 100 })
    expect(guesses.isBlocked(address)).toBe(false)
  })

  it('is counted by all instances together', async () => {
    const instances = [connect().guesses, connect().guesses, connect().guesses]
    for (const guesses of instances) await guess(guesses, { times: 70 })
    expect(instances.at(-1)?.isBlocked(address)).toBe(true)
  })

  it('does not shut out other addresses', async () => {
    const { guesses } = connect()
    await guess(guesses, { times: 201 })
    await guess(guesses, { times: 1, from: '198.51.100.1' })
    expect(guesses.isBlocked('198.51.100.1')).toBe(false)
    expect(guesses.isBlocked('unknown')).toBe(false)
  })

  it('lies in Redis by a digest that expires, not by the address', async () => {
    await guess(connect().guesses, { times: 3 })
    const keys = await inside.keys('*')
    expect(keys.length).toBeGreaterThan(0)
    expect(keys.join()).not.toContain('203')
    for (const key of keys) {
      expect(key).toMatch(/^isochrone:guesses:/)
      expect(await inside.ttl(key)).toBeGreaterThan(0)
    }
  })
})

describe('while Redis is lost', () => {
  it.each(['error', 'html', 'unauthorized'] as const)(
    'nobody is blocked, and nothing fails: %s',
    async mode => {
      storage.upstash.mode = mode
      const { guesses } = connect()
      await guess(guesses, { times: 45 })
      expect(guesses.isBlocked(address)).toBe(false)
    },
  )

  it('nobody is blocked where nobody listens', async () => {
    const { guesses } = connect()
    await storage.upstash.refuse()
    await guess(guesses, { times: 3 })
    expect(guesses.isBlocked(address)).toBe(false)
  })

  it('a count ends after 150 ms', async () => {
    storage.upstash.mode = 'hang'
    const { clock, guesses } = connect()
    const counting = guesses.count(address)
    while (clock.pendingTimers === 0) await new Promise(setImmediate)
    let waiting = true
    const counted = counting.then(() => {
      waiting = false
    })
    while (waiting) {
      await clock.advance(150)
      await new Promise(setImmediate)
    }
    await counted
    expect(guesses.isBlocked(address)).toBe(false)
  })
})
