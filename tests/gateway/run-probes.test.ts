import { describe, expect, it } from 'vitest'
import { runProbes } from '@/lib/gateway/run-probes'
import { buildDependencies, mapDocument, type World } from '../support/build-dependencies'
import { createFakeExchange } from '../support/build-exchange'
import { refused, start } from '../support/fake-effects'
import { rowOf } from '../support/upstream-endpoint'

const document = mapDocument({ endpoints: { sin: rowOf('sin'), nrt: rowOf('nrt') } })

function buildWorld(rows: unknown = document) {
  const exchange = createFakeExchange(() => world.effects.now())
  const world: World = buildDependencies({ document: rows, exchange })
  return { world, exchange }
}

const run = (world: World) => world.effects.outcome(runProbes('sin1', world.dependencies))
const probedOf = ({ effects }: World) => effects.probed.map(({ endpoint }) => endpoint)

describe('a run of probes', () => {
  it('asks each endpoint once where all are reached, and tells the edge’s instances', async () => {
    const { world, exchange } = buildWorld()
    world.effects.probes.set('nrt', { afterMs: 200, reply: {} })
    expect(await run(world)).toEqual({ value: { begunAt: start, isWhole: true }, afterMs: 200 })
    expect(probedOf(world)).toEqual(['sin', 'nrt'])
    const told = exchange.told.flatMap(({ news }) => [...news.endpoints.keys()])
    expect(told.map(name => name.replace(/@.*/, ''))).toEqual(['sin', 'nrt'])
  })

  it('asks what it could not reach once more, and notes for the history that it is lost', async () => {
    const { world, exchange } = buildWorld()
    world.effects.probes.set('nrt', refused())
    expect((await run(world)).afterMs).toBe(2000)
    expect(probedOf(world)).toEqual(['sin', 'nrt', 'nrt'])
    expect(exchange.told.flatMap(({ news }) => [...news.openings])).toContainEqual(['nrt', true])
  })

  it('notes nothing where only one probe was lost', async () => {
    const { world, exchange } = buildWorld()
    world.effects.probes.set('nrt', refused())
    const running = runProbes('sin1', world.dependencies)
    await world.effects.settle()
    world.effects.probes.set('nrt', {})
    await world.effects.outcome(running)
    expect(exchange.told.flatMap(({ news }) => [...news.openings])).not.toContainEqual(['nrt', true])
    expect(world.dependencies.health.of('sin1').endpoints.get('nrt')).toMatchObject({ reachable: true })
  })

  it('leaves alone what another instance of the edge has just asked', async () => {
    const { world, exchange } = buildWorld()
    await exchange.claim(['probe/sin1/sin', 'probe/sin1/nrt'], 30_000)
    await run(world)
    expect(probedOf(world)).toEqual([])
  })

  it('answers within twenty seconds, and goes on behind the answer', async () => {
    const slow = rowOf('nrt', { probe: { timeoutMs: 10_000 } })
    const { world } = buildWorld(mapDocument({ endpoints: { nrt: slow } }))
    world.effects.probes.set('nrt', 'silence')
    expect(await run(world)).toEqual({ value: { begunAt: start, isWhole: false }, afterMs: 20_000 })
    expect(world.deferred).toHaveLength(1)
    await world.runDeferred()
    expect(probedOf(world)).toEqual(['nrt', 'nrt'])
  })

  it('leaves no timer behind', async () => {
    const { world } = buildWorld()
    await run(world)
    expect(world.effects.pendingTimers).toBe(0)
  })
})
