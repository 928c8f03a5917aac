import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { edgeCircuits } from '@/lib/health/edge-circuits'
import { buildNews, modelNews } from '../support/build-news'
import { connectExchange } from '../support/connect-exchange'
import { type Storage, startStorage } from '../world/start-storage'

describe.each(['real', 'embedded'] as const)('the circuits in a store that is %s', kind => {
  let storage: Storage
  beforeAll(async () => {
    storage = await startStorage(kind)
  })
  beforeEach(() => storage.reset())
  afterAll(() => storage.close())

  // What instances tell is by durations, whatever their clocks say.
  const tell = (edge: string, openMs: number) =>
    connectExchange(storage.upstash).tell(
      edge,
      buildNews({ models: { 'sin|gpt-4.1': modelNews({ succeeded: 1, openMs }) } }),
    )
  const read = async (edges: readonly string[]) =>
    edgeCircuits(await connectExchange(storage.upstash).circuits(edges), new Map()).map(
      ({ edge, endpoint, model, state }) => `${edge} ${endpoint} ${model} ${state}`,
    )

  it('are those of each edge that is asked for, in one request', async () => {
    await Promise.all([tell('sin1', 5000), tell('lhr1', 0), tell('gru1', -1)])
    await read([])
    const before = storage.upstash.requests
    expect(await read(['sin1', 'lhr1', 'nowhere'])).toEqual([
      'sin1 sin gpt-4.1 open',
      'lhr1 sin gpt-4.1 closed',
    ])
    expect(storage.upstash.requests - before).toBe(1)
    expect(await read(['gru1'])).toEqual(['gru1 sin gpt-4.1 closed'])
  })
})

describe('what somebody else has written', () => {
  let storage: Storage
  let inside: Inspector
  beforeAll(async () => {
    storage = await startStorage('real')
    inside = new Inspector(storage.redis?.url ?? '')
  })
  afterAll(async () => {
    inside.disconnect()
    await storage.close()
  })

  it('does not keep the other edges from being read', async () => {
    await connectExchange(storage.upstash).tell('sin1', buildNews({ models: { 'sin|m': modelNews() } }))
    await inside.set('isochrone:health:text', 'text')
    await inside.hset('isochrone:health:junk', { 'm/sin|m': 'junk', m: '', 'm/long|m': '1'.repeat(200) })
    const many = Array.from({ length: 600 }, (_, at) => [`m/sin|m${at}`, '1 0 0 0 0'] as const)
    await inside.hset('isochrone:health:many', Object.fromEntries(many))
    const stored = await connectExchange(storage.upstash).circuits(['text', 'junk', 'many', 'sin1'])
    expect([...stored.edges].map(([edge, fields]) => [edge, fields.length])).toEqual([
      ['text', 0],
      ['junk', 2],
      ['many', 0],
      ['sin1', 1],
    ])
    expect(edgeCircuits(stored, new Map()).map(({ edge }) => edge)).toEqual(['sin1'])
  })
})
