import { describe, expect, it } from 'vitest'
import { refreshKnowledge } from '@/lib/gateway/refresh-knowledge'
import type { HealthExchange } from '@/lib/health/health-exchange'
import { buildDependencies, mapDocument, type World } from '../support/build-dependencies'
import { createFakeExchange } from '../support/build-exchange'
import { start } from '../support/fake-effects'
import { rowOf } from '../support/upstream-endpoint'

const document = mapDocument({ endpoints: { sin: rowOf('sin') } })

const refresh = (world: World, edge = 'sin1') =>
  world.effects.outcome(refreshKnowledge(edge, world.dependencies))

function buildWorld() {
  const exchange = createFakeExchange(() => world.effects.now())
  const world: World = buildDependencies({ document, exchange })
  return { world, exchange }
}

describe('after a response', () => {
  it('the map is read and the endpoints are probed', async () => {
    const world = buildDependencies({ document })
    await refresh(world)
    expect(world.order).toEqual(['read', 'HEAD sin'])
    expect(world.dependencies.health.of('sin1').endpoints.get('sin')).toMatchObject({ probedAt: start })
  })

  it('what the probes found is told the other instances at once', async () => {
    const { world, exchange } = buildWorld()
    world.effects.probes.set('sin', { afterMs: 30, reply: {} })
    await refresh(world)
    const sin = `sin@${world.dependencies.health.identities.get('sin')}`
    expect(exchange.told.map(({ edge, news }) => [edge, [...news.endpoints]])).toEqual([
      ['sin1', [[sin, { reachable: true, roundTripMs: 30, coolMs: 0, egressRefusedMs: 0 }]]],
    ])
  })

  it('what was learned before is told without waiting for the probes', async () => {
    const { world, exchange } = buildWorld()
    world.effects.probes.set('sin', 'silence')
    world.dependencies.health.of('sin1').notes.models.set('sin|gpt-4.1', { succeeded: 3, failed: 1 })
    const refreshing = refreshKnowledge('sin1', world.dependencies)
    await world.effects.settle()
    expect(exchange.told).toHaveLength(1)
    await world.effects.outcome(refreshing)
  })

  it('what the probes found is told at once, though the others have just been told of something else', async () => {
    const { world, exchange } = buildWorld()
    world.effects.probes.set('sin', { afterMs: 30, reply: {} })
    world.dependencies.health.of('sin1').notes.models.set('sin|gpt-4.1', { succeeded: 3, failed: 1 })
    await refresh(world)
    expect(exchange.told.map(({ news }) => news.endpoints.size)).toEqual([0, 1])
  })

  it('the others are told at most once a second', async () => {
    const { world, exchange } = buildWorld()
    const { notes } = world.dependencies.health.of('sin1')
    await refresh(world)
    for (let call = 0; call < 30; call += 1) {
      notes.models.set('sin|gpt-4.1', { succeeded: call + 1, failed: 0 })
      await refresh(world)
      await world.effects.advance(100)
    }
    expect(exchange.told.length).toBeLessThanOrEqual(4)
  })

  it('nothing is told where there is nothing new', async () => {
    const { world, exchange } = buildWorld()
    await refresh(world)
    await world.effects.advance(5000)
    await refresh(world)
    expect(exchange.told).toHaveLength(1)
  })

  it('others that cannot be told are logged without the words of it', async () => {
    const exchange: HealthExchange = {
      claim: async names => names.map(() => true),
      hear: async () => ({ storeNow: 0, edge: [], processing: [] }),
      circuits: async () => ({ storeNow: 0, edges: new Map() }),
      tell: async () => {
        throw new TypeError('EVALSHA CANARY')
      },
    }
    const world = buildDependencies({ document, exchange })
    await refresh(world)
    const lost = world.logged.filter(({ line }) => line.event !== 'region-map-problems')
    expect(lost).toEqual([{ level: 'warn', line: { event: 'health-news-lost', name: 'TypeError' } }])
  })
})

it('an opening that the others could not be told of is told later, unless it has closed by then', async () => {
  const { world, exchange } = buildWorld()
  const { notes } = world.dependencies.health.of('sin1')
  await refresh(world)
  notes.openings.set('sin|m', true).set('nrt|m', true)
  exchange.isLost = true
  await world.effects.advance(1000)
  const telling = refresh(world)
  notes.openings.set('nrt|m', false)
  await telling
  exchange.isLost = false
  await world.effects.advance(1000)
  await refresh(world)
  expect([...(exchange.told.at(-1)?.news.openings ?? [])]).toEqual(
    expect.arrayContaining([
      ['sin|m', true],
      ['nrt|m', false],
    ]),
  )
})

it('a gateway without a map probes nobody, and does not fail', async () => {
  const world = buildDependencies({ variables: { VERCEL: '1', VERCEL_ENV: 'production', EDGE_CONFIG: '' } })
  await refresh(world)
  expect(world.effects.sent).toEqual([])
})
