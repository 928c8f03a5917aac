import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AdmissionAnswer } from '@/lib/access/admission-store'
import type { Budget, Reservation } from '@/lib/access/limits'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { buildAsk } from '../support/build-ask'
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

const caller = 'key-AAAAAAAAAAAA'
const dollar = 1_000_000_000
const spentKey = (name: string) => `isochrone:spent:${name}`
const slotsKey = `isochrone:slots:${caller}`

/** One instance's own connection to the store. */
function connect() {
  const { startTimer, now } = createFakeEffects()
  return createRedisAdmission(
    createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now }),
    createStoreBreaker(now),
  )
}

const budget = (name: string, usd: number, seconds = 100): Budget => ({ name, limit: usd * dollar, seconds })

type Changes = Parameters<typeof buildAsk>[0]

let slots = 0
const admit = (budgets: readonly Budget[], changes: Changes = {}, store = connect()) =>
  store.admit(buildAsk({ caller, slot: `slot-${++slots}`, budgets, nanoUsd: 0.1 * dollar, ...changes }))

function reservationOf(answer: AdmissionAnswer): Reservation {
  if (answer.kind !== 'admitted') throw new Error(`It was not admitted but ${JSON.stringify(answer)}.`)
  return answer.reservation
}

const spent = async (name: string) => Number(await inside.get(spentKey(name)))

/** What is let in of two hundred calls, at once and by four instances. */
async function burst(budgets: readonly Budget[], nanoUsd = 0.1 * dollar): Promise<Reservation[]> {
  const stores = Array.from({ length: 4 }, connect)
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, at) => admit(budgets, { nanoUsd }, stores[at % 4])),
  )
  for (const answer of answers)
    if (answer.kind !== 'admitted')
      expect(answer).toMatchObject({ kind: 'limited', by: 'budget', retryAfterSeconds: 0 })
  return answers.flatMap(answer => (answer.kind === 'admitted' ? [answer.reservation] : []))
}

describe('two hundred calls at once that may cost 0.10 dollars each', () => {
  it('are let in as far as ten dollars reach, and are settled by what they cost, each once', async () => {
    const reservations = await burst([budget('day', 10)])
    expect(reservations).toHaveLength(100)
    expect(await spent('day')).toBe(10 * dollar)
    const [one, other] = [connect(), connect()]
    await Promise.all(
      reservations.flatMap((each, at) =>
        [one, other].map(store => store.settle(each, { tokens: 1, nanoUsd: at * 1000 + 7 })),
      ),
    )
    const exactly = reservations.reduce((sum, _, at) => sum + at * 1000 + 7, 0)
    expect(await spent('day')).toBe(exactly)
    await Promise.all(reservations.map(each => one.settle(each, { tokens: 1, nanoUsd: 9 * dollar })))
    expect(await spent('day')).toBe(exactly)
  })

  it('are one more where the sum does not come out even', async () => {
    expect(await burst([budget('day', 10)], 0.0999 * dollar)).toHaveLength(101)
    expect(await spent('day')).toBeLessThanOrEqual(10.1 * dollar)
  })

  it('leave room again by whatever they did not cost, and none where they cost it all', async () => {
    const [first, second, ...others] = await burst([budget('day', 10)])
    const store = connect()
    if (first === undefined || second === undefined) throw new Error('None was let in.')
    expect((await admit([budget('day', 10)])).kind).toBe('limited')
    await store.settle(first, { tokens: 0, nanoUsd: 0.1 * dollar })
    expect((await admit([budget('day', 10)])).kind).toBe('limited')
    await store.settle(second, { tokens: 0, nanoUsd: 0 })
    expect((await admit([budget('day', 10)])).kind).toBe('admitted')
    expect((await admit([budget('day', 10)])).kind).toBe('limited')
    expect(others).toHaveLength(98)
  })
})

describe('a call', () => {
  it('that cost more than was expected is charged all of it, and the next is refused', async () => {
    const { settle } = connect()
    await settle(reservationOf(await admit([budget('day', 10)])), { tokens: 0, nanoUsd: 12 * dollar })
    expect(await spent('day')).toBe(12 * dollar)
    expect(await admit([budget('day', 10)])).toMatchObject({ kind: 'limited', by: 'budget' })
  })

  it('that is settled after its slot ran out stays charged what was expected, and nothing twice', async () => {
    const reservation = reservationOf(await admit([budget('day', 10)]))
    await inside.zadd(slotsKey, 1, reservation.slot)
    await admit([])
    await connect().settle(reservation, { tokens: 0, nanoUsd: dollar })
    await connect().settle(reservation, { tokens: 0, nanoUsd: 0 })
    expect(await spent('day')).toBe(0.1 * dollar)
  })

  it('that is settled after its budget expired charges nothing to the next one', async () => {
    const reservation = reservationOf(await admit([budget('day', 10)]))
    await inside.del(spentKey('day'))
    await connect().settle(reservation, { tokens: 0, nanoUsd: dollar })
    expect(await inside.exists(spentKey('day'))).toBe(0)
  })

  it('that may cost nothing is let in until all is spent, and not with a budget of nothing', async () => {
    expect((await admit([budget('day', 10)], { nanoUsd: 0 })).kind).toBe('admitted')
    expect(await admit([budget('none', 0)], { nanoUsd: 0 })).toMatchObject({ by: 'budget' })
    expect(await inside.exists(spentKey('none'))).toBe(0)
  })

  it('without a budget has no key, whatever it costs', async () => {
    await connect().settle(reservationOf(await admit([])), { tokens: 0, nanoUsd: dollar })
    expect(await inside.keys('isochrone:spent:*')).toEqual([])
  })
})

describe('several budgets', () => {
  const names = ['day', 'month', 'session', 'credential']

  it.each(names)(
    'hold beside each other: where that of the %s is spent nothing is charged to the others',
    async by => {
      const budgets = names.map(name => budget(name, name === by ? 0.2 : 10))
      const answers = []
      for (let call = 0; call < 5; call++) answers.push((await admit(budgets)).kind)
      expect(answers).toEqual(['admitted', 'admitted', 'limited', 'limited', 'limited'])
      for (const name of names) expect(await spent(name)).toBe(0.2 * dollar)
    },
  )

  it('are all settled, once each', async () => {
    const { settle } = connect()
    const reservation = reservationOf(await admit(names.map(name => budget(name, 10))))
    expect(reservation.budgets).toEqual(names)
    for (let time = 0; time < 3; time++) await settle(reservation, { tokens: 3, nanoUsd: 12_345 })
    for (const name of names) expect(await spent(name)).toBe(12_345)
  })

  it('expire by themselves, each after its own time since the last call', async () => {
    const budgets = names.map((name, at) => budget(name, 10, 1000 * (at + 1)))
    const reservation = reservationOf(await admit(budgets))
    await connect().settle(reservation, { tokens: 0, nanoUsd: 1 })
    for (const [at, name] of names.entries()) {
      const seconds = await inside.ttl(spentKey(name))
      expect(seconds).toBeLessThanOrEqual(1000 * (at + 1))
      expect(seconds).toBeGreaterThan(1000 * (at + 1) - 5)
    }
  })

  it.each([
    ['requests', { limits: { requestsPerMinute: 0 } }],
    ['tokens', { limits: { tokensPerMinute: 5 }, tokens: 10 }],
    ['concurrency', { limits: { concurrency: 0 } }],
  ])('are not charged to what the limit of %s refuses', async (by, changes) => {
    expect(await admit([budget('day', 10)], changes)).toMatchObject({ kind: 'limited', by })
    expect(await inside.keys('*')).toEqual([])
  })

  it('refuse without counting a request, tokens or a call in flight', async () => {
    const limits = { requestsPerMinute: 5, tokensPerMinute: 500, concurrency: 5 }
    const answer = await admit([budget('day', 0)], { limits, tokens: 10 })
    expect(answer).toMatchObject({ by: 'budget', requests: { used: 0 }, tokens: { used: 0 } })
    expect(await inside.keys('*')).toEqual([])
  })
})

describe('what somebody else has put in the place of a budget', () => {
  const foreign: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['text', () => inside.set(spentKey('day'), 'text')],
    ['a fraction', () => inside.set(spentKey('day'), '1.5')],
    ['nothing', () => inside.set(spentKey('day'), '')],
    ['a hash', () => inside.hset(spentKey('day'), 'a', '1')],
    ['a list', () => inside.rpush(spentKey('day'), 'a')],
  ]

  it.each(foreign)('%s: a call is let in or refused, and leaves nothing half counted', async (_, put) => {
    await put()
    const answer = await admit([budget('month', 10), budget('day', 10)]).catch(() => ({ kind: 'lost' }))
    const held = [await inside.exists(slotsKey), await spent('month')]
    expect(held).toEqual(answer.kind === 'admitted' ? [1, 0.1 * dollar] : [0, 0])
  })

  it.each(foreign)('%s: the store is not taken for lost', async (_, put) => {
    await put()
    expect(['admitted', 'limited']).toContain((await admit([budget('day', 10)])).kind)
  })

  it.each(foreign)('%s: what a call holds is given back', async (_, put) => {
    const limits = { tokensPerMinute: 500 }
    const asked = { limits, tokens: 100 }
    const reservation = reservationOf(await admit([budget('day', 10), budget('month', 10)], asked))
    await inside.del(spentKey('day'))
    await put()
    await connect()
      .settle(reservation, { tokens: 30, nanoUsd: 7 })
      .catch(() => undefined)
    expect(await spent('month')).toBe(7)
    expect(await admit([], { limits, tokens: 0 })).toMatchObject({ tokens: { used: 30 } })
  })
})
