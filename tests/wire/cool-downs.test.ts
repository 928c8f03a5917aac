import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { completionText } from '../support/completion'
import type { Fault } from '../world/endpoint/fault'
import { callsOf } from './support/calls-of'
import { explainPool, knowPool } from './support/explain-pool'
import { type Pools, startPools } from './support/start-pools'
import { triesOf } from './support/tries-of'

vi.setConfig({ maxConcurrency: 20 })

const pair = [{}, {}]
const sizes = {
  'short-long': pair,
  'long-short': pair,
  scarce: pair,
  'scarce-alone': [{}],
  egress: pair,
}

let pools: Pools
beforeAll(async () => {
  pools = await startPools({ pools: sizes })
  await Promise.all(Object.keys(sizes).map(model => knowPool(pools, model)))
})
afterAll(() => pools.close())

type Model = keyof typeof sizes

const limited = (headers: Record<string, string> = {}): Fault => ({ kind: 'status', status: 429, headers })

/** Has the first endpoint answer two calls that are with it at the same time, the first of them first. */
async function answerTogether(model: Model, faults: readonly Fault[]): Promise<void> {
  const first = pools.endpoint(model, 1)
  const replies = []
  for (const fault of faults) {
    const before = callsOf(first).length
    first.set({ delayMs: 600, fault })
    replies.push(pools.call(model))
    await vi.waitFor(() => expect(callsOf(first)).toHaveLength(before + 1), { timeout: 5000, interval: 5 })
  }
  first.set({})
  expect((await Promise.all(replies)).map(triesOf)).toEqual(faults.map(() => '1;429, 2;200'))
}

describe.concurrent('of two pauses that an endpoint asks for at the same time', () => {
  // Without a `retry-after` it is five seconds.
  it.each([
    ['short-long', [limited({ 'retry-after': '1' }), limited()]],
    ['long-short', [limited(), limited({ 'retry-after': '1' })]],
  ] as const)('the longer holds: %s', async (model, faults) => {
    await answerTogether(model, faults)
    const since = Date.now()
    const before = callsOf(pools.endpoint(model, 1)).length
    const back = async () => {
      await pools.call(model)
      return callsOf(pools.endpoint(model, 1)).length > before
    }
    while (!(await back()) && Date.now() - since < 10_000) await sleep(100)
    expect(Date.now() - since).toBeGreaterThanOrEqual(4300)
    expect(Date.now() - since).toBeLessThan(8000)
  })
})

describe.concurrent('an endpoint whose own limit is used up', () => {
  const usedUp: Fault = {
    kind: 'status',
    status: 200,
    body: completionText,
    headers: {
      'x-ratelimit-limit-requests': '100',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '3s',
    },
  }

  it('gets no more calls until that is new', async () => {
    const first = pools.endpoint('scarce', 1)
    first.set({ fault: usedUp })
    expect(triesOf(await pools.call('scarce'))).toBe('1;200')
    const since = Date.now()
    const before = callsOf(first).length
    while (callsOf(first).length === before && Date.now() - since < 8000) {
      await pools.call('scarce')
      await sleep(50)
    }
    expect(Date.now() - since).toBeGreaterThanOrEqual(2900)
    expect(Date.now() - since).toBeLessThan(5000)
    expect(callsOf(pools.endpoint('scarce', 2)).length).toBeGreaterThan(10)
  })

  it('still gets them where there is no other', async () => {
    pools.endpoint('scarce-alone', 1).set({ fault: usedUp })
    for (let call = 0; call < 3; call++) expect(triesOf(await pools.call('scarce-alone'))).toBe('1;200')
  })
})

describe.concurrent('an endpoint that does not serve the country in which this edge stands', () => {
  it('has its calls answered by the next, and is left out for this edge and no other', async () => {
    const error = { message: 'Country not supported', code: 'unsupported_country_region_territory' }
    pools.endpoint('egress', 1).set({ fault: { kind: 'status', status: 403, body: { error } } })
    expect(triesOf(await pools.call('egress'))).toBe('1;403, 2;200')
    expect(triesOf(await pools.call('egress'))).toBe('2;200')
    const here = await explainPool(pools, 'egress')
    expect(here).toMatchObject({ candidates: ['2'], excluded: { 1: 'egress-refused' } })
    pools.endpoint('egress', 1).set({})
    expect(await explainPool(pools, 'egress', { edge: 'elsewhere' })).toMatchObject({
      candidates: ['1', '2'],
      excluded: {},
    })
    expect(triesOf(await pools.call('egress', { edge: 'elsewhere' }))).toBe('1;200')
    expect(triesOf(await pools.call('egress'))).toBe('2;200')
  })
})
