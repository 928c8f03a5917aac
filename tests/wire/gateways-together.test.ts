import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callsOf } from './support/calls-of'
import { changeRow } from './support/change-map'
import { explainPool, knowPool } from './support/explain-pool'
import { eventData } from './support/read-events'
import { beginAt, chatBody } from './support/send-to'
import { type Pools, startPools } from './support/start-pools'
import { triesOf } from './support/tries-of'

// All cases wait at the same time.
vi.setConfig({ maxConcurrency: 20 })

const three = [0, 1, 2]
const trialMs = 1000

let pools: Pools
let redis: Redis
beforeAll(async () => {
  // The fourth one ends before the others.
  const sizes = { shared: [{}, {}], probed: [{}], leaving: [{}, {}] }
  pools = await startPools({ pools: sizes, gateways: 4, redis: 'real' })
  redis = new Redis(pools.storage?.redis?.url ?? '')
  // One that cannot be reached is probed most often.
  pools.endpoint('probed', 1).set({ headStatus: 503 })
  for (const model of ['shared', 'leaving']) await knowPool(pools, model)
})
afterAll(async () => {
  redis.disconnect()
  await pools.close()
})

/** Has every gateway open its circuit for the first endpoint, which then is well again, and slow. */
async function openEverywhere(): Promise<void> {
  const first = pools.endpoint('shared', 1)
  first.set({ fault: { kind: 'status', status: 503 } })
  const headers = { 'x-route-to': first.id }
  for (const at of three) for (let call = 0; call < 5; call++) await pools.call('shared', { at, headers })
  first.set({ delayMs: trialMs })
}

/** Calls all gateways all the time until one of them has the first endpoint back; gives which. */
async function callUntilBack(forMs: number): Promise<number> {
  const begun = performance.now()
  let back = -1
  const sendOn = async (at: number) => {
    while (back < 0 && performance.now() - begun < forMs) {
      await Promise.all([pools.call('shared', { at }), pools.call('shared', { at }), sleep(100)])
      if (Object.keys((await explainPool(pools, 'shared', { at })).excluded).length === 0) back = at
    }
  }
  await Promise.all(three.map(sendOn))
  return back
}

describe.concurrent('an endpoint that three gateways have left alone', () => {
  it('is tried by one call at a time of all of them, is back after two, and has few calls at first', async () => {
    const first = pools.endpoint('shared', 1)
    const begunAt = Date.now()
    await openEverywhere()
    const before = callsOf(first).length
    const back = await callUntilBack(45_000)
    const trials = callsOf(first)
      .slice(before)
      .map(({ at }) => at)
    const gaps = trials.slice(1).map((at, index) => at - (trials[index] ?? 0))
    expect((trials[0] ?? 0) - begunAt).toBeGreaterThanOrEqual(2000)
    expect((trials[0] ?? 0) - begunAt).toBeLessThan(12_000)
    // They never overlap.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(trialMs)
    first.set({})
    const tries: (string | null)[] = []
    const share = () => tries.filter(each => each === '1;200').length / tries.length
    // Where the ways to both were measured to be unlike, as on a busy machine, it is only looked at now and then.
    while (tries.length < 150 || (share() === 0 && tries.length < 600))
      tries.push(triesOf(await pools.call('shared', { at: back })))
    expect(share()).toBeGreaterThan(0)
    expect(share()).toBeLessThan(0.5)
    // Whichever gateways made them.
    expect(trials).toHaveLength(2)
  })
})

/** When the endpoint was probed from an edge. */
function probesFrom(edge: string): number[] {
  return pools
    .endpoint('probed', 1)
    .requests.filter(
      ({ method, headers }) => method === 'HEAD' && headers['user-agent']?.includes(`edge ${edge})`),
    )
    .map(({ at }) => at)
}

/** Calls gateways by an edge, twice a second each, until it has made so many probes. */
async function callUntilProbed(edge: string, { at, probes }: { at: readonly number[]; probes: number }) {
  await vi.waitFor(
    async () => {
      await Promise.all(at.map(each => pools.call('probed', { at: each, edge })))
      expect(probesFrom(edge).length).toBeGreaterThanOrEqual(probes)
    },
    { timeout: 55_000, interval: 500 },
  )
}

function gapOf([earlier = 0, later = 0]: readonly number[]): number {
  return later - earlier
}

describe.concurrent('the gateways of one edge', () => {
  it('probe an endpoint twice a minute at most, both together', async ({ task }) => {
    // Tried again it is of another edge, which has not been probed from yet.
    const edge = `twins${task.result?.retryCount ?? 0}`
    await callUntilProbed(edge, { at: [0, 1], probes: 2 })
    expect(gapOf(probesFrom(edge))).toBeGreaterThanOrEqual(23_000)
    expect(probesFrom(edge)).toHaveLength(2)
  })

  it('have another one probe when the one that did has ended', async () => {
    await callUntilProbed('orphan', { at: [3], probes: 1 })
    await pools.gateways[3]?.close()
    await callUntilProbed('orphan', { at: [1], probes: 2 })
    expect(gapOf(probesFrom('orphan'))).toBeGreaterThanOrEqual(23_000)
    expect(gapOf(probesFrom('orphan'))).toBeLessThan(48_000)
  })

  it('wait for the lease of one that ended before it had told anything', async () => {
    await redis.set(`isochrone:lease:probe/held/probed-1`, '1', 'PX', 6000)
    const since = Date.now()
    await callUntilProbed('held', { at: [0, 1], probes: 1 })
    expect((probesFrom('held')[0] ?? 0) - since).toBeGreaterThanOrEqual(5900)
    expect((probesFrom('held')[0] ?? 0) - since).toBeLessThan(14_000)
  })
})

describe.concurrent('an endpoint that the operator drains', () => {
  it('gets no new calls within fifteen seconds, and its stream is not cut', async () => {
    const first = pools.endpoint('leaving', 1)
    first.set({ words: 200, tokensPerSecond: 12 })
    const streaming = await beginAt(pools.gateways[0]?.url ?? '', {
      headers: { 'x-vercel-id': 'leaving::id' },
      body: chatBody({ model: 'leaving', stream: true }),
    })
    expect(streaming.headers.get('x-endpoint-used')).toBe('leaving-1')
    first.set({})
    changeRow(pools, 'leaving-1', { state: 'draining' })
    const since = Date.now()
    await vi.waitFor(async () => expect(triesOf(await pools.call('leaving'))).toBe('2;200'), {
      timeout: 20_000,
      interval: 250,
    })
    expect(Date.now() - since).toBeLessThan(15_000)
    const before = callsOf(first).length
    for (let call = 0; call < 20; call++) expect(triesOf(await pools.call('leaving'))).toBe('2;200')
    expect(callsOf(first)).toHaveLength(before)
    const text = await streaming.text()
    expect(Date.now() - since).toBeGreaterThan(10_000)
    expect(eventData(text).at(-1)).toBe('[DONE]')
    expect(callsOf(first).some(({ aborted }) => aborted)).toBe(false)
  })
})
