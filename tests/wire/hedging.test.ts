import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callsOf } from './support/calls-of'
import { knowPool } from './support/explain-pool'
import { streamedText } from './support/read-events'
import type { Reply } from './support/send-to'
import { createSigner } from './support/sign-token'
import { type Pools, startPools } from './support/start-pools'
import { triesOf } from './support/tries-of'

const { sign, secret } = createSigner()
const pair = [{}, {}]
const sizes = { late: pair, many: pair, abroad: [{}, { zone: 'EU' }], modest: pair }

let pools: Pools
let modest: Headers = {}
const american = { 'x-vercel-ip-country': 'US' }
beforeAll(async () => {
  pools = await startPools({
    pools: sizes,
    plan: { hedge: true },
    plans: { modest: {} },
    map: { residency: { US: ['US'] } },
    environment: { JWT_SECRET: secret },
  })
  await Promise.all(Object.keys(sizes).map(model => knowPool(pools, model)))
  modest = { authorization: `Bearer ${await sign({ plan: 'modest' })}` }
  await Promise.all([learn('late'), learn('many'), learn('abroad', american), learn('modest', modest)])
})
afterAll(() => pools.close())

type Model = keyof typeof sizes
type Headers = Readonly<Record<string, string>>

const usualMs = 30
const stream = { stream: true }

/** Has the first endpoint known as quick, and so many calls made that two of them may be asked of a second one. */
async function learn(model: Model, headers: Headers = {}): Promise<void> {
  pools.endpoint(model, 1).set({ timeToFirstTokenMs: usualMs })
  for (let call = 0; call < 10; call++) await pools.call(model, { headers, body: stream })
  for (let call = 0; call < 40; call++) await pools.call(model, { headers })
}

type Timed = { readonly reply: Reply; readonly milliseconds: number }

async function streamLate(model: Model, lateMs: number, headers: Headers = {}): Promise<Timed> {
  pools.endpoint(model, 1).set({ timeToFirstTokenMs: lateMs })
  const begun = performance.now()
  const reply = await pools.call(model, { headers, body: stream })
  return { reply, milliseconds: performance.now() - begun }
}

const hits = (model: Model, place: number) => callsOf(pools.endpoint(model, place)).length

describe('a stream that is late', () => {
  it('is answered by a second endpoint soon after, and the first sees its request ended', async () => {
    const { reply, milliseconds } = await streamLate('late', 30_000)
    expect(reply.status).toBe(200)
    expect(triesOf(reply)).toBe('1;cancelled, 2;200')
    expect(reply.headers.get('x-endpoint-used')).toBe('late-2')
    expect(streamedText(reply.text)).toContain('Hello from late-2')
    expect(reply.text.trimEnd().endsWith('data: [DONE]')).toBe(true)
    expect(milliseconds).toBeLessThan(10_000)
    await vi.waitFor(() => expect(callsOf(pools.endpoint('late', 1)).at(-1)?.aborted).toBe(true))
    pools.endpoint('late', 1).set({})
    expect(triesOf(await pools.call('late', { body: stream }))).toBe('1;200')
  })

  it('is asked of a second endpoint at most once in twenty calls', async () => {
    pools.endpoint('many', 1).set({ timeToFirstTokenMs: 1500 })
    const replies = await Promise.all(Array.from({ length: 50 }, () => pools.call('many', { body: stream })))
    expect(replies.map(({ status }) => status)).toEqual(Array(50).fill(200))
    const hedged = replies.filter(reply => triesOf(reply).includes(','))
    expect(hedged.length).toBeGreaterThan(0)
    const calls = hits('many', 1)
    expect(hits('many', 2)).toBeLessThanOrEqual(calls / 20)
  })

  it('never leaves its residency for that', async () => {
    const { reply, milliseconds } = await streamLate('abroad', 1500, american)
    expect(triesOf(reply)).toBe('1;200')
    expect(milliseconds).toBeGreaterThanOrEqual(1500)
    expect(callsOf(pools.endpoint('abroad', 2))).toEqual([])
  })

  it('stays where it is under a plan that does not ask for it', async () => {
    const { reply, milliseconds } = await streamLate('modest', 1500, modest)
    expect(triesOf(reply)).toBe('1;200')
    expect(milliseconds).toBeGreaterThanOrEqual(1500)
    expect(callsOf(pools.endpoint('modest', 2))).toEqual([])
  })
})
