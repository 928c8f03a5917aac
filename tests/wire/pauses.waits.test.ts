import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fault } from '../world/endpoint/fault'
import { callsOf } from './support/calls-of'
import { changeMap, changeRow } from './support/change-map'
import { knowMap } from './support/know-map'
import { chatBody, type Reply } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
})
beforeEach(() => stand.world.reset())
afterAll(() => stand.close())

type Edge = { readonly 'x-vercel-id': string }

const send = (edge: Edge, changes: object = {}): Promise<Reply> =>
  stand.send({ headers: edge, body: chatBody(changes) })
const attempts = async (edge: Edge, changes: object = {}) =>
  (await send(edge, changes)).headers.get('x-route-attempts')

async function explain(edge: Edge, model = 'gpt-4.1') {
  const path = `/api/route?model=${model}&edge=${edge['x-vercel-id'].split(':')[0]}`
  return (await stand.send({ method: 'GET', path })).json
}

const error = (fields: object) => ({
  error: { message: 'No', type: 'x', param: null, code: null, ...fields },
})
const limited = (headers: Record<string, string | string[]> = {}, body: object = error({})): Fault => ({
  kind: 'status',
  status: 429,
  headers,
  body,
})
const paused = { excluded: [{ endpoint: 'iad', reason: 'cooling-down' }] }
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString()

describe('an endpoint that is over its rate limit', () => {
  it.each([
    ['as seconds', () => '2'],
    ['as a date', () => inSeconds(3)],
  ])('is left alone for as long as it says %s, and then is the first again', async (_, wait) => {
    const iad = stand.world.endpoint('iad')
    iad.set({ fault: limited({ 'retry-after': wait() }) })
    const edge = stand.freshEdge()
    const begun = performance.now()
    expect(await attempts(edge)).toBe('iad;429, fra;200')
    iad.set({})
    expect(await attempts(edge)).toBe('fra;200')
    expect(await explain(edge)).toMatchObject(paused)
    await vi.waitFor(async () => expect(await explain(edge)).toMatchObject({ excluded: [] }), {
      timeout: 4000,
      interval: 100,
    })
    expect(performance.now() - begun).toBeGreaterThan(1900)
    expect(callsOf(iad)).toHaveLength(1)
  })

  it('is left alone for this model only', async () => {
    stand.world.endpoint('iad').set({ fault: limited({ 'retry-after': '30' }) })
    const edge = stand.freshEdge()
    expect(await attempts(edge)).toBe('iad;429, fra;200')
    expect(await explain(edge, 'gpt-4.1-mini')).toMatchObject({ excluded: [] })
  })

  it('has no circuit opened, however often it says so', async () => {
    stand.world.endpoint('iad').set({ fault: limited({ 'retry-after': '0' }) })
    const edge = stand.freshEdge()
    for (let call = 0; call < 6; call++) {
      const reply = await stand.send({ headers: { ...edge, 'x-route-to': 'iad' } })
      expect([reply.status, reply.headers.get('x-route-attempts')]).toEqual([429, 'iad;429'])
      await vi.waitFor(async () => expect(await explain(edge)).toMatchObject({ excluded: [] }), {
        timeout: 2000,
        interval: 50,
      })
    }
  })
})

describe('where all are limited, retry-after is what the endpoints say, within reason', () => {
  it.each<[string, string | string[], string]>([
    ['a negative number', '-1', '5'],
    ['a word', 'abc', '5'],
    ['a number that is none', '1e9', '5'],
    ['nothing', '0', '1'],
    ['too much', '1000000000', '59'],
    ['two of them', ['7', '3'], '5'],
    ['a date that has passed', new Date(0).toUTCString(), '1'],
    ['a date far off', 'Fri, 31 Dec 9999 23:59:59 GMT', '59'],
  ])('%s', async (_, wait, told) => {
    for (const endpoint of stand.world.endpoints) endpoint.set({ fault: limited({ 'retry-after': wait }) })
    const reply = await send(stand.freshEdge())
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, told])
  })

  it('a date in half a minute', async () => {
    const fault = limited({ 'retry-after': inSeconds(30) })
    for (const endpoint of stand.world.endpoints) endpoint.set({ fault })
    const wait = Number((await send(stand.freshEdge())).headers.get('retry-after'))
    expect(wait).toBeGreaterThanOrEqual(28)
    expect(wait).toBeLessThanOrEqual(31)
  })
})

describe('what is a matter of our account or key keeps every model from the endpoint, and the next one answers', () => {
  it.each<[string, Fault, string]>([
    ['no credit', limited({}, error({ code: 'insufficient_quota', type: 'insufficient_quota' })), '429'],
    ['no credit by type alone', limited({}, error({ type: 'insufficient_quota' })), '429'],
    ['a spent balance', limited({}, error({ code: 'credit_balance_exhausted' })), '429'],
    ['a limit of the project', limited({}, error({ code: 'project_spend_limit_exceeded' })), '429'],
    ['a limit that was set', limited({}, error({ code: 'enforced_spend_limit_reached' })), '429'],
    ['402', { kind: 'status', status: 402 }, '402'],
    ['a key that is not taken', { kind: 'status', status: 401 }, '401'],
    ['a key that may not', { kind: 'status', status: 403, body: error({}) }, '403'],
  ])('%s', async (_, fault, label) => {
    stand.world.endpoint('iad').set({ fault })
    const edge = stand.freshEdge()
    expect(await attempts(edge)).toBe(`iad;${label}, fra;200`)
    expect(await attempts(edge)).toBe('fra;200')
    expect(await explain(edge, 'gpt-4.1-mini')).toMatchObject(paused)
    expect(callsOf(stand.world.endpoint('iad'))).toHaveLength(1)
  })
})

describe('a fault of the call', () => {
  it.each([400, 413, 415, 422])('%i, ten times in a row, says nothing of the endpoint', async status => {
    const edge = stand.freshEdge()
    stand.world.endpoint('iad').set({ fault: { kind: 'status', status, body: error({}) } })
    for (let call = 0; call < 10; call++) {
      const reply = await send(edge, { user: String(call) })
      expect([reply.status, reply.headers.get('x-route-attempts')]).toEqual([status, `iad;${status}`])
    }
    expect(await explain(edge)).toMatchObject({
      candidates: [{ endpoint: 'iad' }, {}, {}, {}, {}],
      excluded: [],
    })
    stand.world.endpoint('iad').set({})
    expect(await attempts(edge)).toBe('iad;200')
  })
})

describe('an endpoint that does not know the model', () => {
  const unknown: Fault = { kind: 'status', status: 404, body: error({ code: 'model_not_found' }) }

  async function listOnly(ids: readonly string[]): Promise<void> {
    for (const { id } of stand.world.endpoints)
      changeRow(stand.world, id, { models: ids.includes(id) ? ['gpt-4.1'] : ['*'] })
    changeMap(stand.world, map => ({ ...map, default: ['iad', 'fra', 'sin', 'nrt', 'gru'] }))
    await vi.waitFor(
      async () => {
        await knowMap(stand.gateway)
        await send(stand.freshEdge())
        const { json } = await stand.send({ method: 'GET', path: '/v1/models' })
        // Where nobody names any, they are those of the catalogue.
        const others = expect.arrayContaining([expect.objectContaining({ id: 'gpt-4.1-mini' })])
        expect(json).toMatchObject({ data: ids.length > 0 ? [{ id: 'gpt-4.1' }] : others })
      },
      { timeout: 15_000, interval: 500 },
    )
  }

  it('is followed by those only that list it by name', async () => {
    await listOnly(['nrt'])
    stand.world.endpoint('iad').set({ fault: unknown })
    const reply = await send(stand.freshEdge())
    expect([reply.status, reply.headers.get('x-route-attempts')]).toEqual([200, 'iad;404, nrt;200'])
  })

  it('is the only one asked where nobody lists it', async () => {
    await listOnly([])
    stand.world.endpoint('iad').set({ fault: unknown })
    const edge = stand.freshEdge()
    const reply = await send(edge)
    expect([reply.status, reply.headers.get('x-route-attempts')]).toEqual([404, 'iad;404'])
    expect(reply.json).toMatchObject({ error: { code: 'model_not_found', param: 'model' } })
    expect(await explain(edge)).toMatchObject({ excluded: [] })
  })
})
