import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLocalAllowance } from '@/lib/access/local-allowance'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { createRandom } from '../bench/random'
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
const limits = { requestsPerMinute: 1000 }
let slots = 0

function connect() {
  const { startTimer, now } = createFakeEffects()
  return createRedisAdmission(
    createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now }),
    createStoreBreaker(now),
  )
}

type Changes = Parameters<typeof buildAsk>[0]

async function admit(instance: string, call: 'told' | 'taken' = 'told', changes: Changes = {}) {
  const ahead = { instance, call }
  return connect().admit(buildAsk({ caller, slot: `slot-${++slots}`, limits, ahead, ...changes }))
}

async function nearness(instance: string, changes: Changes = {}) {
  const answer = await admit(instance, 'told', changes)
  return answer.kind === 'admitted' ? answer.nearness : undefined
}

describe('what an instance may be ahead', () => {
  it('is told to who asks, and to nobody else', async () => {
    expect(await nearness('one')).toEqual({ fullest: 0.001, granted: 0.025 })
    expect(await nearness('one', { ahead: undefined })).toEqual({ fullest: 0.002 })
  })

  it('is never granted twice: a second instance waits until the first has heard of it', async () => {
    expect((await nearness('one'))?.granted).toBe(0.025)
    expect((await nearness('two'))?.granted).toBe(0)
    expect((await nearness('one'))?.granted).toBe(0.0125)
    expect((await nearness('two'))?.granted).toBe(0.0125)
    expect((await nearness('three'))?.granted).toBe(0)
  })

  it('is granted to others once its instance has not asked for eleven seconds', async () => {
    await nearness('one')
    const [second] = await inside.time()
    await inside.hset(`isochrone:allowances:${caller}`, 'one', `${Number(second) - 1}:25000`)
    expect((await nearness('two'))?.granted).toBe(0.025)
    expect(await inside.hexists(`isochrone:allowances:${caller}`, 'one')).toBe(0)
  })

  it('is forgotten with its caller', async () => {
    await nearness('one')
    expect(await inside.ttl(`isochrone:allowances:${caller}`)).toBeLessThanOrEqual(12)
  })
})

describe('how near the limits are', () => {
  it.each([
    ['requests', { limits: { requestsPerMinute: 4 } }, 0.25],
    ['tokens', { limits: { tokensPerMinute: 1000, requestsPerMinute: 100 }, tokens: 700 }, 0.7],
    ['calls in flight', { limits: { concurrency: 2, requestsPerMinute: 100 } }, 0.5],
    ['a budget', { limits: {}, budgets: [{ name: 'day', limit: 100, seconds: 9 }], nanoUsd: 90 }, 0.9],
    ['none', { limits: {} }, 0],
  ])('is told by the fullest of them: %s', async (_, changes, fullest) => {
    expect((await nearness('one', changes))?.fullest).toBe(fullest)
  })
})

describe('a call that is in already', () => {
  it.each([
    ['requests', { limits: { requestsPerMinute: 0 } }],
    ['tokens', { limits: { tokensPerMinute: 10 }, tokens: 70 }],
    ['calls in flight', { limits: { concurrency: 0 } }],
    ['a budget', { budgets: [{ name: 'day', limit: 0, seconds: 9 }], nanoUsd: 90 }],
  ])('is counted though the limit of %s is passed', async (_, changes) => {
    expect((await admit('one', 'told', changes)).kind).toBe('limited')
    expect((await admit('one', 'taken', changes)).kind).toBe('admitted')
  })

  it('is not counted where its credential is gone', async () => {
    const proof = { kind: 'key', id: 'AAAAAAAAAAAA', record: '{}' } as const
    expect(await admit('one', 'taken', { proof })).toEqual({ kind: 'record', record: undefined })
    expect(await inside.exists(`isochrone:requests:${caller}`)).toBe(0)
  })
})

/** How many of a burst are let in by instances that each let calls in by themselves where they may. */
async function burst({ instances, calls, seed }: { instances: number; calls: number; seed: number }) {
  const dice = createRandom(seed)
  const limit = { requestsPerMinute: 200, tokensPerMinute: undefined, concurrency: undefined }
  const own = Array.from({ length: instances }, (_, at) => createLocalAllowance(`instance-${at}`))
  const store = connect()
  let letIn = 0
  let ahead = 0
  const send = async (call: 'told' | 'taken', allowance = own[0]) => {
    if (allowance === undefined) return
    const asked = { instance: allowance.instance, call }
    const answer = await store.admit(
      buildAsk({ caller, slot: `slot-${++slots}`, limits: limit, ahead: asked }),
    )
    if (answer.kind !== 'admitted') allowance.forget(caller)
    else if (answer.nearness) {
      const measured = { caller, limits: limit, budgets: [] }
      allowance.learn(measured, { granted: 0, ...answer.nearness, ...answer, now: 0 })
    }
    if (answer.kind === 'admitted' && call === 'told') letIn += 1
  }
  const pending: Promise<void>[] = []
  for (let call = 0; call < calls; call += 1) {
    const allowance = own[Math.floor(dice() * instances)]
    const taken = allowance?.take({ caller, limits: limit, tokens: 0, budgets: [], nanoUsd: 0, now: 0 })
    if (taken === undefined) pending.push(send('told', allowance))
    else {
      letIn += 1
      ahead += 1
      pending.push(send('taken', allowance).then(taken.counted))
    }
    if (dice() < 0.2) await Promise.race(pending.splice(0))
  }
  await Promise.all(pending)
  return { letIn, ahead }
}

describe('a burst of twice the limit', () => {
  it.each([1, 2, 5, 20])('passes it by a twentieth at most, sent to %i instances', async instances => {
    for (const seed of [1, 2, 3]) {
      await storage.reset()
      const { letIn, ahead } = await burst({ instances, calls: 400, seed })
      expect(letIn).toBeGreaterThanOrEqual(200)
      expect(letIn).toBeLessThanOrEqual(210)
      if (instances === 1) expect(ahead).toBeGreaterThan(25)
    }
  })
})
