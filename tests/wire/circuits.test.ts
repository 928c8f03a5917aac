import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Behaviour } from '../world/endpoint/behaviour'
import { callsOf } from './support/calls-of'
import { explainPool, knowPool } from './support/explain-pool'
import type { Reply } from './support/send-to'
import { type PoolCall, type Pools, startPools } from './support/start-pools'
import { triesOf } from './support/tries-of'

vi.setConfig({ maxConcurrency: 20 })

const pair = [{}, {}]
const three = [{}, {}, {}]
const sizes = {
  once: pair,
  five: pair,
  apart: pair,
  alone: [{}],
  nowhere: three,
  limited: three,
  back: pair,
  half: [...three, ...three],
}

let pools: Pools
beforeAll(async () => {
  pools = await startPools({ pools: sizes })
  await Promise.all(Object.keys(sizes).map(model => knowPool(pools, model)))
})
afterAll(() => pools.close())

type Model = keyof typeof sizes

const failing: Behaviour = { fault: { kind: 'status', status: 503 } }

function set(model: Model, places: readonly number[], behaviour: Behaviour): void {
  for (const place of places) pools.endpoint(model, place).set(behaviour)
}

async function callTimes(count: number, model: Model, asked?: PoolCall): Promise<Reply[]> {
  const replies: Reply[] = []
  for (let call = 0; call < count; call++) replies.push(await pools.call(model, asked))
  return replies
}

let edges = 0

const hits = (model: Model, place: number) => callsOf(pools.endpoint(model, place)).length

describe.concurrent('an endpoint', () => {
  it('that failed one call of one stays the first', async () => {
    set('once', [1], { fault: { kind: 'status', status: 503, times: 1 } })
    expect(triesOf(await pools.call('once'))).toBe('1;503, 2;200')
    expect(await explainPool(pools, 'once')).toMatchObject({ candidates: ['1', '2'], excluded: {} })
    expect(triesOf(await pools.call('once'))).toBe('1;200')
  })

  it('that failed five calls in a row is left alone', async () => {
    set('five', [1], failing)
    // Pinned, since another may be ranked before it after fewer.
    const failed = await callTimes(5, 'five', { headers: { 'x-route-to': 'five-1' } })
    expect(failed.map(triesOf)).toEqual(Array(5).fill('1;503'))
    expect((await callTimes(3, 'five')).map(triesOf)).toEqual(Array(3).fill('2;200'))
    expect(await explainPool(pools, 'five')).toMatchObject({
      candidates: ['2'],
      excluded: { 1: 'circuit-open' },
    })
  })

  it('is left alone at the edge that learned it, and at no other', async () => {
    await knowPool(pools, 'apart', { edge: 'apart1' })
    set('apart', [1], failing)
    // Pinned, since another may be ranked before it after fewer.
    await callTimes(5, 'apart', { edge: 'apart1', headers: { 'x-route-to': 'apart-1' } })
    expect((await explainPool(pools, 'apart', { edge: 'apart1' })).candidates).toEqual(['2'])
    expect((await explainPool(pools, 'apart', { edge: 'apart2' })).candidates).toEqual(['1', '2'])
    expect(triesOf(await pools.call('apart', { edge: 'apart2' }))).toBe('1;503, 2;200')
  })

  it('that recovers has calls again within six seconds, and more and more of them', async () => {
    set('back', [1], failing)
    await callTimes(5, 'back')
    const before = hits('back', 1)
    const openedAt = Date.now()
    set('back', [1], {})
    await vi.waitFor(
      async () => {
        await pools.call('back')
        expect(hits('back', 1)).toBeGreaterThanOrEqual(before + 2)
      },
      { timeout: 10_000, interval: 20 },
    )
    const [trial, second] = callsOf(pools.endpoint('back', 1)).slice(before)
    expect((trial?.at ?? 0) - openedAt).toBeGreaterThanOrEqual(2400)
    expect((second?.at ?? 0) - openedAt).toBeLessThan(6000)
    expect((await explainPool(pools, 'back')).candidates).toEqual(['1', '2'])
  })
})

describe.concurrent('a pool', () => {
  it('of one endpoint is never left out, however often that fails', async () => {
    set('alone', [1], failing)
    const replies = await callTimes(12, 'alone')
    expect(replies.map(triesOf)).toEqual(Array(12).fill('1;503'))
    expect(await explainPool(pools, 'alone')).toMatchObject({ candidates: ['1'], excluded: {} })
    set('alone', [1], {})
    const reply = await pools.call('alone')
    expect([reply.status, triesOf(reply)]).toEqual([200, '1;200'])
  })

  it('whose circuits are all open is tried all the same, each endpoint as the first, until one answers', async () => {
    set('nowhere', [1, 2, 3], failing)
    // What an edge has learned it keeps, also where a busy machine was too slow for what follows.
    const where = { edge: `nowhere${++edges}` }
    const before = await callTimes(5, 'nowhere', where)
    expect(before.map(triesOf)).toEqual(Array(5).fill('1;503, 2;503, 3;503'))
    // That one of three is never the first of forty comes about once in four million runs.
    const during = await callTimes(40, 'nowhere', where)
    expect(during.map(({ status }) => status)).toEqual(Array(40).fill(503))
    expect(new Set(during.map(reply => triesOf(reply)[0]))).toEqual(new Set(['1', '2', '3']))
    set('nowhere', [1, 2, 3], {})
    const reply = await pools.call('nowhere', where)
    expect([reply.status, reply.headers.get('x-route-reason')]).toEqual([200, 'panic'])
    expect(triesOf(reply)).toMatch(/^[123];200$/)
  })

  it('whose endpoints all ask for a pause is tried in the order in which they will be back', async () => {
    for (const [at, seconds] of ['30', '10', '20'].entries())
      set('limited', [at + 1], {
        fault: { kind: 'status', status: 429, headers: { 'retry-after': seconds } },
      })
    const first = await pools.call('limited')
    expect([first.status, triesOf(first)]).toEqual([429, '1;429, 2;429, 3;429'])
    expect(first.headers.get('retry-after')).toBe('10')
    expect(triesOf(await pools.call('limited'))).toBe('2;429, 3;429, 1;429')
    set('limited', [1, 2, 3], {})
    const reply = await pools.call('limited')
    expect([reply.status, reply.headers.get('x-route-reason')]).toEqual([200, 'panic'])
    expect(triesOf(reply)).toBe('2;200')
  })

  it('loses at most half of its endpoints: one more that fails stays, as the last', async () => {
    set('half', [1, 2, 3], failing)
    for (const place of [1, 2, 3]) await callTimes(5, 'half', { headers: { 'x-route-to': `half-${place}` } })
    expect(await explainPool(pools, 'half')).toMatchObject({
      candidates: ['4', '5', '6'],
      excluded: { 1: 'circuit-open', 2: 'circuit-open', 3: 'circuit-open' },
    })
    set('half', [4], failing)
    await callTimes(5, 'half', { headers: { 'x-route-to': 'half-4' } })
    const { candidates, excluded } = await explainPool(pools, 'half')
    expect(candidates.slice(0, 2)).toEqual(['5', '6'])
    expect(candidates).toHaveLength(3)
    expect(Object.values(excluded)).toEqual(Array(3).fill('circuit-open'))
    // One of those left out may just be tried out.
    expect(triesOf(await pools.call('half'))).toMatch(/^([1-4];503, )?[56];200$/)
  })
})
