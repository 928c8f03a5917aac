import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Reservation } from '@/lib/access/limits'
import { countCall } from '@/lib/gateway/count-call'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { buildAsk, uncharged } from '../support/build-ask'
import { buildDependencies } from '../support/build-dependencies'
import { buildPlan } from '../support/build-plan'
import { createFakeEffects } from '../support/fake-effects'
import { used } from '../support/used'
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
const tokensKey = `isochrone:tokens:${caller}`
const limits = { tokensPerMinute: 50_000 }

/** One instance's own connection to the store. */
function connect() {
  const { startTimer, now } = createFakeEffects()
  return createRedisAdmission(
    createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now }),
    createStoreBreaker(now),
  )
}

const ask = (slot: string, tokens = 1000) => buildAsk({ caller, limits, slot, tokens })

/** What is let in of a hundred calls of a thousand tokens, at once and by four instances. */
async function burst(): Promise<Reservation[]> {
  const stores = Array.from({ length: 4 }, connect)
  const answers = await Promise.all(
    stores.flatMap((store, instance) =>
      Array.from({ length: 25 }, (_, at) => store.admit(ask(`${instance}-${at}`))),
    ),
  )
  return answers.flatMap(answer => (answer.kind === 'admitted' ? [answer.reservation] : []))
}

/** Has every reservation settled by each of two instances, all of it at once. */
const settleTwice = (reservations: readonly Reservation[], tokens: number) =>
  Promise.all(
    [connect(), connect()].flatMap(store => reservations.map(each => store.settle(each, used(tokens)))),
  )

const counted = async () =>
  Object.values(await inside.hgetall(tokensKey)).reduce((sum, amount) => sum + Number(amount), 0)

/** Moves all that is counted so many seconds into the past. */
async function letPass(seconds: number): Promise<void> {
  const buckets = await inside.hgetall(tokensKey)
  await inside.del(tokensKey)
  for (const [second, amount] of Object.entries(buckets))
    await inside.hset(tokensKey, String(Number(second) - seconds), amount)
}

describe('a hundred calls at once that are estimated to use a thousand tokens each', () => {
  it('are let in as far as their estimates leave room', async () => {
    expect(await burst()).toHaveLength(50)
    expect(await counted()).toBe(50_000)
  })

  it('and use ten thousand pass the limit by what was in flight, and the next waits for the window', async () => {
    const reservations = await burst()
    await settleTwice(reservations, 10_000)
    expect(await counted()).toBe(500_000)
    expect(await connect().admit(ask('next', 1))).toMatchObject({ kind: 'limited', by: 'tokens' })
    await letPass(61)
    expect(await connect().admit(ask('later', 50_000))).toMatchObject({ kind: 'admitted' })
  })

  it('and fail are given back exactly once, and nothing later changes that', async () => {
    const reservations = await burst()
    await settleTwice(reservations, 0)
    expect(await counted()).toBe(0)
    await settleTwice(reservations, 10_000)
    expect(await counted()).toBe(0)
    expect((await burst()).length).toBe(50)
  })

  it('and are settled one by one count what each used, whoever failed between', async () => {
    const store = connect()
    const reservations = await burst()
    for (const [at, each] of reservations.entries()) await store.settle(each, used(at % 2 === 0 ? 0 : 10_000))
    expect(await counted()).toBe(250_000)
  })
})

describe('a call that is settled after its window has passed', () => {
  it('and failed takes nothing from those that were counted since', async () => {
    const store = connect()
    const [first] = await burst()
    if (first === undefined) throw new Error('None was let in.')
    await letPass(61)
    await store.admit(ask('since', 7000))
    await store.settle({ ...first, second: first.second - 61 }, used(0))
    expect(await store.admit(ask('whole', 43_001))).toMatchObject({ kind: 'limited', tokens: { used: 7000 } })
    expect(await store.admit(ask('fits', 43_000))).toMatchObject({ kind: 'admitted' })
  })
})

describe('a long call that used more than was estimated', () => {
  it('has that counted from when it is known, though nobody has asked since its window passed', async () => {
    const store = connect()
    const [first] = await burst()
    if (first === undefined) throw new Error('None was let in.')
    await letPass(61)
    await store.settle({ ...first, second: first.second - 61 }, used(30_000))
    expect(await store.admit(ask('over', 21_001))).toMatchObject({
      kind: 'limited',
      tokens: { used: 29_000 },
    })
    expect(await store.admit(ask('fits', 21_000))).toMatchObject({ kind: 'admitted' })
  })
})

describe('a call that was counted, but whose answer Redis gave too late', () => {
  it('and that is refused for it has its tokens given back', async () => {
    const store = connect()
    const { dependencies, startDeferred } = buildDependencies({
      admission: {
        ...store,
        admit: async asked => {
          await store.admit(asked)
          throw new DOMException('Redis took too long', 'TimeoutError')
        },
      },
    })
    const proof = { kind: 'none' } as const
    const identity = { proof, caller, plan: 'free', models: undefined, zones: undefined }
    const plan = buildPlan({ ...limits, whenUncounted: 'refused' })
    const call = countCall(
      { identity, plan, edge: 'sin1', slot: 'late', tokens: 1000, ...uncharged },
      dependencies,
    )
    await expect(call).rejects.toMatchObject({ code: 'limiter_unavailable' })
    await startDeferred()
    expect(await inside.exists(`isochrone:slots:${caller}`)).toBe(0)
    expect(await counted()).toBe(0)
  })
})
