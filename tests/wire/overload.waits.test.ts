import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callsOf } from './support/calls-of'
import { expectError } from './support/expect-error'
import { knowPool } from './support/explain-pool'
import type { Reply } from './support/send-to'
import { createSigner } from './support/sign-token'
import { type PoolCall, type Pools, startPools } from './support/start-pools'
import { triesOf } from './support/tries-of'

const { sign, secret } = createSigner()
const narrow = { maxConcurrency: 2 }
const sizes = { spill: [narrow, {}], full: [narrow], busy: [{}] }

let pools: Pools
beforeAll(async () => {
  pools = await startPools({
    pools: sizes,
    plans: { batch: { priority: 'batch' }, live: { priority: 'interactive' } },
    environment: { JWT_SECRET: secret, MAX_CALLS_IN_FLIGHT: '5' },
  })
  await Promise.all(['spill', 'full', 'busy'].map(model => knowPool(pools, model)))
})
afterAll(() => pools.close())

type Model = keyof typeof sizes
type Held = { readonly replies: readonly Promise<Reply>[]; readonly before: number }

/** Has calls in flight at a pool's first endpoint, each for so many milliseconds. */
async function hold(model: Model, count: number, forMs: number): Promise<Held> {
  const first = pools.endpoint(model, 1)
  const before = callsOf(first).length
  first.set({ delayMs: forMs })
  const replies = Array.from({ length: count }, () => pools.call(model))
  await vi.waitFor(() => expect(callsOf(first)).toHaveLength(before + count), { timeout: 3000, interval: 5 })
  first.set({})
  return { replies, before }
}

async function timed(model: Model, asked?: PoolCall) {
  const begun = performance.now()
  const reply = await pools.call(model, asked)
  return { reply, milliseconds: performance.now() - begun }
}

function expectShed(reply: Reply): void {
  expectError(reply, { status: 503, code: 'overloaded' })
  expect(reply.headers.get('retry-after')).toMatch(/^[123]$/)
  expect(reply.headers.get('x-should-retry')).toBeNull()
}

describe('an endpoint that takes two calls at once', () => {
  it('has a third go to the next candidate', async () => {
    const { replies, before } = await hold('spill', 2, 1500)
    const third = await timed('spill')
    expect(triesOf(third.reply)).toBe('2;200')
    expect(third.milliseconds).toBeLessThan(1500)
    expect(callsOf(pools.endpoint('spill', 1))).toHaveLength(before + 2)
    expect((await Promise.all(replies)).map(triesOf)).toEqual(['1;200', '1;200'])
    expect(triesOf(await pools.call('spill'))).toBe('1;200')
  })

  it('has a third wait for a place where there is no other', async () => {
    const { replies } = await hold('full', 2, 1000)
    const third = await timed('full')
    expect([third.reply.status, triesOf(third.reply)]).toEqual([200, '1;200'])
    expect(third.milliseconds).toBeGreaterThan(300)
    await Promise.all(replies)
  })

  it('has a third told to come again where none becomes free in two seconds', async () => {
    const { replies, before } = await hold('full', 2, 4000)
    const third = await timed('full')
    expectShed(third.reply)
    expect(third.milliseconds).toBeGreaterThanOrEqual(1900)
    expect(third.milliseconds).toBeLessThan(4000)
    expect(callsOf(pools.endpoint('full', 1))).toHaveLength(before + 2)
    expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([200, 200])
    expect((await pools.call('full')).status).toBe(200)
  })
})

describe('a gateway that serves five calls at once', () => {
  it('turns batch calls away first, and then all', async () => {
    const batch = { headers: { authorization: `Bearer ${await sign({ plan: 'batch' })}` } }
    const live = { headers: { authorization: `Bearer ${await sign({ plan: 'live' })}` } }
    expect((await pools.call('busy', batch)).status).toBe(200)
    const { replies, before } = await hold('busy', 4, 2000)
    expectShed(await pools.call('busy', batch))
    expect((await pools.call('busy', live)).status).toBe(200)
    expect(callsOf(pools.endpoint('busy', 1))).toHaveLength(before + 5)
    const fifth = await hold('busy', 1, 500)
    expectShed(await pools.call('busy', live))
    expectShed(await pools.call('busy', batch))
    const held = await Promise.all([...replies, ...fifth.replies])
    expect(held.map(({ status }) => status)).toEqual(Array(5).fill(200))
    expect((await pools.call('busy', batch)).status).toBe(200)
  })
})
