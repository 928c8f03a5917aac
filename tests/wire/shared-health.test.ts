import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callsOf } from './support/calls-of'
import { explainPool, knowPool } from './support/explain-pool'
import { edgeOf, type Pools, startPools } from './support/start-pools'
import { triesOf } from './support/tries-of'

const pair = [{}, {}]
const sizes = {
  measured: pair,
  cooled: pair,
  opened: pair,
  kind: pair,
  lost: [{}, {}, {}],
  junk: Array(8).fill({}),
  sound: [{}, {}, {}, {}],
}

let pools: Pools
let redis: Redis
beforeAll(async () => {
  pools = await startPools({ pools: sizes, gateways: 2, redis: 'real' })
  redis = new Redis(pools.storage?.redis?.url ?? '')
  await Promise.all(['cooled', 'opened', 'kind', 'junk', 'sound'].map(model => knowPool(pools, model)))
})
afterAll(async () => {
  redis.disconnect()
  await pools.close()
})

type Model = keyof typeof sizes

const healthOf = (model: Model) => `isochrone:health:${edgeOf(model)}`
const processing = 'isochrone:processing'

/** Calls both gateways, five times a second each, until a check of the second holds. */
async function whileCalled(model: Model, timeout: number, check: () => Promise<void>): Promise<void> {
  await vi.waitFor(
    async () => {
      await pools.call(model)
      await check()
    },
    { timeout, interval: 200 },
  )
}

describe('the way to an endpoint that one gateway has measured', () => {
  it('is known to another within five seconds, also where that calls the endpoint all the time', async () => {
    // So that the first one probes, and the other has called the endpoint before it is told.
    const leases = [1, 2].map(place => `isochrone:lease:probe/measured/measured-${place}`)
    for (const lease of leases) await redis.set(lease, '1', 'PX', 10_000)
    await pools.call('measured', { at: 1 })
    await sleep(300)
    await redis.del(...leases)
    const until = Date.now() + 5000
    const callOn = async () => {
      while (Date.now() < until) await pools.call('measured', { at: 1 })
    }
    const calling = [callOn(), callOn()]
    await whileCalled('measured', 5000, async () => {
      expect((await explainPool(pools, 'measured')).isMeasured).toBe(true)
    })
    await Promise.all(calling)
    expect((await explainPool(pools, 'measured', { at: 1 })).isMeasured).toBe(true)
  })
})

describe('a pause that one gateway was asked for', () => {
  it('is kept by another within five seconds', async () => {
    const first = pools.endpoint('cooled', 1)
    first.set({ fault: { kind: 'status', status: 429, headers: { 'retry-after': '20' } } })
    expect(triesOf(await pools.call('cooled'))).toBe('1;429, 2;200')
    first.set({})
    await whileCalled('cooled', 5000, async () => {
      expect(triesOf(await pools.call('cooled', { at: 1 }))).toBe('2;200')
    })
    const before = callsOf(first).length
    for (let call = 0; call < 10; call++) await pools.call('cooled', { at: 1 })
    expect(callsOf(first)).toHaveLength(before)
  })
})

describe('a circuit that one gateway has opened', () => {
  it('is open for another that has not asked the endpoint itself', async () => {
    const first = pools.endpoint('opened', 1)
    first.set({ fault: { kind: 'status', status: 503 } })
    const before = callsOf(first).length
    // The second one has other calls of the same edge, with which it is told.
    await whileCalled('opened', 20_000, async () => {
      await pools.call('kind', { at: 1, edge: 'opened' })
      const { excluded } = await explainPool(pools, 'opened', { at: 1 })
      expect(excluded).toEqual({ 1: 'circuit-open' })
    })
    expect(triesOf(await pools.call('opened', { at: 1 }))).toBe('2;200')
    expect(callsOf(first).length - before).toBeLessThanOrEqual(8)
  })
})

describe('what else lies in the hashes of shared health', () => {
  it('changes no answer and no route', async () => {
    const now = Date.now()
    const bad = [
      `${now} 0`,
      'x'.repeat(1000),
      '["1","2"]',
      '__proto__',
      `${now - 61_000} 0 1000 0 0`,
      `${now + 60_000} 0 1000 ${now + 90_000} ${now + 90_000}`,
      '1e9 -1 NaN Infinity 0x10',
      '{"at":1,"openUntil":9e99}',
    ]
    const names = bad.map((_, at) => `junk-${at + 1}`)
    const usual = await explainPool(pools, 'junk')
    for (const key of [healthOf('junk'), processing]) {
      for (const [at, name] of names.entries())
        for (const field of [`m/${name}|junk`, `e/${name}`, `${name}|junk`])
          await redis.hset(key, field, bad[at] ?? '')
      for (const field of ['__proto__', 'm/__proto__', 'e/constructor', 'm/', 'e/', ''])
        await redis.hset(key, field, bad[5] ?? '')
    }
    await redis.hset(healthOf('junk'), 'm/large', 'x'.repeat(10 * 1024 * 1024))
    // What is told of each endpoint now is added to the junk.
    for (const name of names) await pools.call('junk', { headers: { 'x-route-to': name } })
    const seen = new Set<string>()
    const until = Date.now() + 4000
    while (Date.now() < until) {
      for (const at of [0, 1]) {
        seen.add(triesOf(await pools.call('junk', { at })))
      }
      await sleep(50)
    }
    const after = await explainPool(pools, 'junk')
    const { excluded } = await explainPool(pools, 'junk', { at: 1 })
    expect({ seen: [...seen], after, excluded }).toEqual({
      seen: ['1;200'],
      after: usual,
      excluded: {},
    })
  })

  it('does not keep a pause from being shared', async () => {
    const names = ['sound-1', 'sound-2', 'sound-3']
    const bad = ['1e9 -1 NaN Infinity 0x10', '9 9', `${Date.now() + 60_000} 0 0 0 0`]
    for (const [at, name] of names.entries())
      await redis.hset(healthOf('sound'), `m/${name}|sound`, bad[at] ?? '')
    for (const [at, name] of names.entries()) {
      const fault = { kind: 'status', status: 429, headers: { 'retry-after': '30' } } as const
      pools.endpoint('sound', at + 1).set({ fault })
      await pools.call('sound', { headers: { 'x-route-to': name } })
      pools.endpoint('sound', at + 1).set({})
    }
    await whileCalled('sound', 6000, async () => {
      await pools.call('sound', { at: 1 })
      const { excluded } = await explainPool(pools, 'sound', { at: 1 })
      expect(Object.keys(excluded)).toEqual(['1', '2', '3'])
    })
  })

  it.each([
    ['an edge', healthOf('kind')],
    ['all edges', processing],
  ])('may be no hash at all, of %s: every call is still counted and answered', async (_, key) => {
    await redis.del(key)
    await redis.set(key, 'no hash')
    const seen = new Set<string>()
    const until = Date.now() + 2500
    while (Date.now() < until) {
      const { status, headers } = await pools.call('kind')
      seen.add(`${status} ${headers.get('x-degraded') ?? 'whole'}`)
      await sleep(50)
    }
    await redis.del(key)
    expect([...seen]).toEqual(['200 whole'])
  })
})

describe('where Redis is lost', () => {
  let tries = 0

  it('a gateway goes on by what it knows itself', async () => {
    // At an edge that knows nothing yet, however often this is tried.
    const where = { edge: `lost-${++tries}` }
    const call = async () => triesOf(await pools.call('lost', where))
    const [first, second] = [pools.endpoint('lost', 1), pools.endpoint('lost', 2)]
    second.set({})
    await pools.storage?.upstash.accept()
    first.set({ fault: { kind: 'status', status: 429, headers: { 'retry-after': '30' } } })
    expect(await call()).toBe('1;429, 2;200')
    first.set({})
    await pools.storage?.upstash.refuse()
    for (let calls = 0; calls < 10; calls++) expect(await call()).toBe('2;200')
    expect(await explainPool(pools, 'lost', where)).toMatchObject({
      candidates: ['2', '3'],
      excluded: { 1: 'cooling-down' },
    })
    second.set({ fault: { kind: 'status', status: 503 } })
    expect(await call()).toBe('2;503, 3;200')
    for (let calls = 0; calls < 5; calls++) await call()
    expect(await call()).toBe('3;200')
    await pools.storage?.upstash.accept()
  })
})
