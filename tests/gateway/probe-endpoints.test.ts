import { describe, expect, it } from 'vitest'
import { probeEndpoints } from '@/lib/gateway/probe-endpoints'
import { recordUnreachable, refuseEgress } from '@/lib/health/endpoint-health'
import type { BoardRow } from '@/lib/health/health-board'
import { buildDependencies, mapDocument, type World } from '../support/build-dependencies'
import { createFakeExchange } from '../support/build-exchange'
import { refused, start } from '../support/fake-effects'
import { rowOf } from '../support/upstream-endpoint'

const one = mapDocument({ endpoints: { sin: rowOf('sin') } })

async function probe(world: World, edge = 'sin1') {
  const { value: map } = await world.dependencies.regionMap.current()
  return await world.effects.outcome(probeEndpoints(edge, map, world.dependencies))
}

const probedOf = ({ effects }: World) => effects.probed.map(({ endpoint }) => endpoint)
const endpointsOf = (world: World, edge = 'sin1') => world.dependencies.health.of(edge).endpoints

describe('a round of probes', () => {
  it('asks all endpoints at once, those that drain too', async () => {
    const endpoints = { sin: rowOf('sin'), nrt: rowOf('nrt', { state: 'draining' }) }
    const world = buildDependencies({ document: mapDocument({ endpoints }) })
    world.effects.probes.set('sin', { afterMs: 300, reply: {} })
    world.effects.probes.set('nrt', { afterMs: 200, reply: refused() })
    expect((await probe(world)).afterMs).toBe(300)
    expect(endpointsOf(world).get('sin')).toMatchObject({ reachable: true, roundTrips: [300] })
    expect(endpointsOf(world).get('nrt')).toMatchObject({ reachable: false, roundTrips: [] })
  })

  it('leaves out those that are disabled, and those whose key is missing', async () => {
    const endpoints = {
      sin: rowOf('sin'),
      nrt: rowOf('nrt', { state: 'disabled' }),
      fra: rowOf('fra'),
      iad: rowOf('iad', { auth: 'none', apiKeyEnv: undefined }),
    }
    const world = buildDependencies({ document: mapDocument({ endpoints }), withoutKey: ['fra', 'iad'] })
    await probe(world)
    expect(probedOf(world)).toEqual(['sin', 'iad'])
  })

  it('sends each endpoint its own key and nothing of a caller', async () => {
    const document = mapDocument({ endpoints: { sin: rowOf('sin', { forward: ['country', 'ip'] }) } })
    const world = buildDependencies({ document })
    await probe(world)
    expect(Object.fromEntries(world.effects.probed[0]?.headers ?? [])).toMatchObject({
      authorization: 'Bearer sk-CANARY-key-of-sin',
      'x-client-region': 'unknown',
    })
    expect(world.effects.probed[0]?.headers.has('x-client-ip')).toBe(false)
  })

  it('is made once by two that come together', async () => {
    const world = buildDependencies({ document: one })
    await Promise.all([probe(world), probe(world)])
    expect(world.effects.probed).toHaveLength(1)
  })

  it('is of one edge alone', async () => {
    const world = buildDependencies({ document: one })
    await probe(world)
    await probe(world, 'fra1')
    expect(world.effects.probed).toHaveLength(2)
    expect(endpointsOf(world, 'fra1').size).toBe(1)
  })
})

it('a round is made although the clock has been set back', async () => {
  const world = buildDependencies({ document: one })
  await probe(world)
  await world.effects.advance(-600_000)
  await probe(world)
  expect(world.effects.probed).toHaveLength(2)
})

describe('for the history is noted of an endpoint', () => {
  const noted = (world: World) => [...world.dependencies.health.of('sin1').notes.openings]

  it('nothing after one probe in vain, and that it is lost after two', async () => {
    const world = buildDependencies({ document: one })
    world.effects.probes.set('sin', refused())
    await probe(world)
    expect(noted(world)).toEqual([])
    await world.effects.advance(36_000)
    await probe(world)
    expect(noted(world)).toEqual([['sin', true]])
  })

  it('that it is lost after one, where a call could not reach it either', async () => {
    const world = buildDependencies({ document: one })
    world.effects.probes.set('sin', refused())
    endpointsOf(world).set('sin', recordUnreachable(undefined, start))
    await probe(world)
    expect(noted(world)).toEqual([['sin', true]])
  })

  it('that it is reached, also where nobody here knew that it was lost', async () => {
    const world = buildDependencies({ document: one })
    await probe(world)
    expect(noted(world)).toEqual([['sin', false]])
  })
})

describe('an endpoint is asked again', () => {
  it.each([
    ['that is reached, after two minutes', {}, 120_000],
    ['that is not reached, after 30 s', { status: 503 }, 30_000],
  ])('%s, up to a fifth sooner or later', async (_, reply, everyMs) => {
    const world = buildDependencies({ document: one })
    world.effects.probes.set('sin', reply)
    await probe(world)
    await world.effects.advance(0.8 * everyMs - 1)
    await probe(world)
    expect(world.effects.probed).toHaveLength(1)
    // An instance that has just looked whether it is time does not look again at once.
    await world.effects.advance(0.4 * everyMs + 1)
    await probe(world)
    expect(world.effects.probed).toHaveLength(2)
  })

  it('no sooner on the average, however often calls look whether it is time', async () => {
    const world = buildDependencies({ document: one })
    for (let second = 0; second < 7200; second += 1) {
      await probe(world)
      await world.effects.advance(1000)
    }
    expect(world.effects.probed.length).toBeGreaterThan(54)
    expect(world.effects.probed.length).toBeLessThan(66)
  })

  it('after half a minute where a call found it gone', async () => {
    const world = buildDependencies({ document: one })
    await probe(world)
    const known = endpointsOf(world).get('sin')
    if (known !== undefined) endpointsOf(world).set('sin', { ...known, reachable: false })
    await world.effects.advance(36_000)
    await probe(world)
    expect(world.effects.probed).toHaveLength(2)
  })

  it('though it refuses where we are', async () => {
    const world = buildDependencies({ document: one })
    endpointsOf(world).set('sin', refuseEgress(undefined, start))
    await probe(world)
    expect(endpointsOf(world).get('sin')).toMatchObject({
      reachable: true,
      egressRefusedUntil: start + 3_600_000,
    })
  })
})

describe('instances that share an exchange', () => {
  function createWorlds(count = 2) {
    const worlds: World[] = []
    const exchange = createFakeExchange(() => worlds[0]?.effects.now() ?? start)
    for (let at = 0; at < count; at += 1) worlds.push(buildDependencies({ document: one, exchange }))
    return { worlds, exchange }
  }

  const probesOf = (worlds: readonly World[]) => worlds.flatMap(({ effects }) => effects.probed)

  it('send one probe where all are due', async () => {
    const { worlds, exchange } = createWorlds(10)
    await Promise.all(worlds.map(world => probe(world)))
    expect(probesOf(worlds)).toHaveLength(1)
    expect(exchange.got).toEqual(['probe/sin1/sin'])
  })

  it.each([
    ['two', 2],
    ['seven', 7],
  ])(
    'send two a minute at most, however often they ask: %s that nobody tells of each other',
    async (_, count) => {
      const { worlds } = createWorlds(count)
      for (const { effects } of worlds) effects.probes.set('sin', refused())
      for (let second = 0; second < 600; second += 1) {
        const turn = worlds[second % count]
        if (turn !== undefined) await probe(turn)
        for (const { effects } of worlds) await effects.advance(1000)
      }
      const moments = probesOf(worlds)
        .map(({ at }) => at)
        .sort((one, other) => one - other)
      const inMinutes = moments.map(from => moments.filter(at => at >= from && at < from + 60_000).length)
      expect(moments.length).toBeGreaterThanOrEqual(10)
      expect(Math.max(...inMinutes)).toBe(2)
    },
  )

  it('ask for the lease of an endpoint every 10 s at most', async () => {
    const { worlds, exchange } = createWorlds()
    await probe(worlds[0] ?? buildDependencies())
    const other = worlds[1] ?? buildDependencies()
    for (let call = 0; call < 100; call += 1) {
      await probe(other)
      await other.effects.advance(50)
    }
    expect(exchange.asked).toHaveLength(2)
  })

  it('do not probe on the word of one lost answer', async () => {
    const { worlds, exchange } = createWorlds()
    for (const world of worlds) await probe(world)
    const [, other = buildDependencies()] = worlds
    exchange.isLost = true
    await other.effects.advance(10_000)
    await probe(other)
    expect(probesOf(worlds)).toHaveLength(1)
    // A second one says that nobody can be asked.
    await other.effects.advance(10_000)
    await probe(other)
    expect(probesOf(worlds)).toHaveLength(2)
  })

  it('probe each for itself where the exchange is away, which is logged without its words', async () => {
    const { worlds, exchange } = createWorlds()
    exchange.isLost = true
    for (const world of worlds) await probe(world)
    expect(probesOf(worlds)).toHaveLength(2)
    expect(worlds[0]?.logged.at(-1)).toEqual({
      level: 'warn',
      line: { event: 'lease-lost', name: 'TypeError' },
    })
  })
})

describe('what the probes have found', () => {
  const row: BoardRow = {
    edge: 'sin1',
    endpoint: 'sin',
    reachable: true,
    roundTripMs: 30,
    at: start + 30,
  }

  it('is pinned up for the status page, and noted for the other instances', async () => {
    const posted: BoardRow[] = []
    const board = {
      post: async (rows: readonly BoardRow[]) => void posted.push(...rows),
      read: async () => [],
    }
    const world = buildDependencies({ document: one, board })
    world.effects.probes.set('sin', { afterMs: 30, reply: {} })
    await probe(world)
    expect(posted).toEqual([row])
    expect([...world.dependencies.health.of('sin1').notes.endpoints]).toEqual(['sin'])
  })

  it('stands where the board is away, which is logged without its words', async () => {
    const board = {
      post: async () => {
        throw new TypeError('HSET CANARY')
      },
      read: async () => [],
    }
    const world = buildDependencies({ board })
    await probe(world)
    expect(endpointsOf(world).size).toBe(4)
    expect(world.logged).toEqual([{ level: 'warn', line: { event: 'health-board-lost', name: 'TypeError' } }])
  })
})
