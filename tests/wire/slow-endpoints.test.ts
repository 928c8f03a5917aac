import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { knowPool } from './support/explain-pool'
import { type Pools, startPools } from './support/start-pools'
import { triesOf } from './support/tries-of'

vi.setConfig({ maxConcurrency: 20 })

const pair = [{}, {}]
const sizes = { slower: pair, unknown: pair, refusing: pair }

let pools: Pools
beforeAll(async () => {
  pools = await startPools({ pools: sizes })
  // Near enough that how long an endpoint takes itself decides.
  for (const model of ['slower', 'unknown', 'refusing']) pools.endpoint(model, 2).set({ headDelayMs: 40 })
  await Promise.all(Object.keys(sizes).map(model => knowPool(pools, model)))
})
afterAll(() => pools.close())

type Model = keyof typeof sizes

/** Sends streams, ten at a time, until most are begun with the second endpoint; gives the seconds until then. */
async function streamUntilMoved(model: Model, forMs: number): Promise<number> {
  const begun = performance.now()
  const passed = () => performance.now() - begun
  let moved = 0
  while (moved < 8 && passed() < forMs) {
    const tries = await Promise.all(Array.from({ length: 10 }, () => streamTimes(1, model)))
    moved = tries.flat().filter(each => each.startsWith('2;')).length
  }
  return passed() / 1000
}

async function streamTimes(count: number, model: Model, pinned?: number): Promise<string[]> {
  const headers = pinned === undefined ? {} : { 'x-route-to': `${model}-${pinned}` }
  const tries: string[] = []
  for (let call = 0; call < count; call++)
    tries.push(triesOf(await pools.call(model, { headers, body: { stream: true } })))
  return tries
}

describe.concurrent('an endpoint that becomes three times slower', () => {
  it('loses its calls within some seconds', async () => {
    for (const place of [1, 2]) pools.endpoint('slower', place).set({ timeToFirstTokenMs: 150 })
    await streamTimes(10, 'slower', 2)
    expect(new Set(await streamTimes(10, 'slower'))).toEqual(new Set(['1;200']))
    pools.endpoint('slower', 1).set({ timeToFirstTokenMs: 450 })
    expect(await streamUntilMoved('slower', 25_000)).toBeLessThan(20)
  })

  it('loses them to one that has served no call before as well', async () => {
    for (const place of [1, 2]) pools.endpoint('unknown', place).set({ timeToFirstTokenMs: 150 })
    expect(new Set(await streamTimes(10, 'unknown'))).toEqual(new Set(['1;200']))
    pools.endpoint('unknown', 1).set({ timeToFirstTokenMs: 450 })
    // One call of fifty tries it out, and a busy machine makes few.
    expect(await streamUntilMoved('unknown', 60_000)).toBeLessThan(60)
  }, 90_000)
})

describe.concurrent('an endpoint that fails quickly', () => {
  it('gets fewer calls for it, not more', async () => {
    const [first, second] = [1, 2].map(place => pools.endpoint('refusing', place))
    first?.set({})
    second?.set({ timeToFirstTokenMs: 100 })
    for (let round = 0; round < 40; round++) {
      first?.set(round % 3 === 0 ? { fault: { kind: 'status', status: 500, times: 1 } } : {})
      expect((await pools.call('refusing', { body: { stream: true } })).status).toBe(200)
      await sleep(100)
    }
    const last = await streamTimes(10, 'refusing')
    expect(last.filter(tries => tries === '2;200').length).toBeGreaterThanOrEqual(8)
  })
})
