import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { median } from '../support/median'
import type { Behaviour } from '../world/endpoint/behaviour'
import { callsOf } from './support/calls-of'
import { createClient } from './support/create-client'
import { explainPool, knowPool } from './support/explain-pool'
import type { Reply } from './support/send-to'
import { type Pools, startPools } from './support/start-pools'
import { triesOf } from './support/tries-of'

const three = [{}, {}, {}]
const sizes = { storm: three, spent: three, keyless: three, poison: three, general: three }

let pools: Pools
beforeAll(async () => {
  pools = await startPools({ pools: sizes })
})
afterAll(() => pools.close())

type Model = keyof typeof sizes

function setAll(model: Model, behaviour: Behaviour): void {
  for (const place of [1, 2, 3]) pools.endpoint(model, place).set(behaviour)
}

const hits = (model: Model) => [1, 2, 3].map(place => callsOf(pools.endpoint(model, place)).length)
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
const failing = (status: number): Behaviour => ({ fault: { kind: 'status', status } })
const saying = (content: string) => ({ body: { messages: [{ role: 'user', content }] } })

type Storm = { readonly replies: readonly Reply[]; readonly seconds: number; readonly medianMs: number }

/** Sends as many calls as go through for some seconds, whatever becomes of them. */
async function storm(model: Model, forMs: number): Promise<Storm> {
  const begun = performance.now()
  const replies: Reply[] = []
  const waits: number[] = []
  const sendOn = async () => {
    while (performance.now() - begun < forMs) {
      const sentAt = performance.now()
      replies.push(await pools.call(model))
      waits.push(performance.now() - sentAt)
    }
  }
  await Promise.all(Array.from({ length: 16 }, sendOn))
  return { replies, seconds: (performance.now() - begun) / 1000, medianMs: median(waits) }
}

describe('where every endpoint fails', () => {
  it('many calls make hardly more tries than calls, and are told so at once', async () => {
    // As it was before, where this is tried again.
    setAll('storm', {})
    await knowPool(pools, 'storm')
    const usual = await storm('storm', 1000)
    setAll('storm', failing(503))
    await storm('storm', 2000)
    const before = sum(hits('storm'))
    const { replies, seconds, medianMs } = await storm('storm', 3000)
    const tries = sum(hits('storm')) - before
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([503]))
    // A tenth of the calls, and ten a second, which is little where calls are many; seconds are told apart by another clock.
    const allowed = replies.length / 10 + seconds * 10
    expect(tries - replies.length).toBeLessThanOrEqual(allowed * 1.2)
    expect(medianMs).toBeLessThan(3 * usual.medianMs + 20)
  })

  it('a call is told of its first failure once many further tries have failed as well', async () => {
    setAll('spent', failing(503))
    const replies: Reply[] = []
    for (let call = 0; call < 70; call++) replies.push(await pools.call('spent'))
    expect(replies.slice(0, 30).map(reply => triesOf(reply).split(', ').length)).toEqual(Array(30).fill(3))
    const last = replies.findLast(reply => /^[123];503$/.test(triesOf(reply))) ?? expect.fail()
    expect(last.status).toBe(503)
    expect(last.headers.get('retry-after')).toBe('5')
    expect(last.headers.get('x-should-retry')).toBeNull()
    setAll('spent', {})
    expect((await pools.call('spent')).status).toBe(200)
  })

  it('by refusing our key, the official client does not try again', async () => {
    setAll('keyless', failing(401))
    const [gateway = expect.fail()] = pools.gateways
    const client = createClient(gateway, { maxRetries: 3, defaultHeaders: { 'x-vercel-id': 'keyless::id' } })
    const failure = await client.chat.completions
      .create({ model: 'keyless', messages: [{ role: 'user', content: 'Hello' }] })
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ status: 502, code: 'upstream_auth' })
    expect(hits('keyless')).toEqual([1, 1, 1])
  })
})

describe('a body that makes endpoints answer 500', () => {
  it('opens no circuit, however often it is sent', async () => {
    await knowPool(pools, 'poison')
    const before = hits('poison')
    setAll('poison', failing(500))
    for (let call = 0; call < 10; call++)
      expect(triesOf(await pools.call('poison', saying('poison')))).toBe('1;500, 2;500')
    expect(hits('poison')).toEqual([(before[0] ?? 0) + 10, (before[1] ?? 0) + 10, before[2]])
    setAll('poison', {})
    expect(await explainPool(pools, 'poison')).toMatchObject({ candidates: ['1', '2', '3'], excluded: {} })
    expect(triesOf(await pools.call('poison', saying('another')))).toBe('1;200')
    expect(triesOf(await pools.call('poison', saying('poison')))).toBe('1;200')
  })

  it('is not what is at fault where ten different ones do', async () => {
    await knowPool(pools, 'general')
    setAll('general', failing(500))
    for (let call = 0; call < 10; call++)
      expect((await pools.call('general', saying(`number ${call}`))).status).toBe(502)
    setAll('general', {})
    expect((await pools.call('general')).headers.get('x-route-reason')).toBe('panic')
  })
})
