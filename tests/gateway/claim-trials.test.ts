import { describe, expect, it } from 'vitest'
import { claimTrials } from '@/lib/gateway/claim-trials'
import { closedCircuit, openCircuit } from '@/lib/health/circuit'
import { recordProbe, recordUnreachable } from '@/lib/health/endpoint-health'
import { unknownModel } from '@/lib/health/model-health'
import { buildDependencies, type World } from '../support/build-dependencies'
import { createFakeExchange } from '../support/build-exchange'
import { start } from '../support/fake-effects'

const key = 'sin|gpt-4.1'
const circuit = openCircuit(closedCircuit, { now: start, dice: 0 })
const restMs = circuit.openUntil - start

function build(count = 1) {
  const worlds: World[] = []
  const exchange = createFakeExchange(() => worlds[0]?.effects.now() ?? start)
  for (let at = 0; at < count; at += 1) {
    const world = buildDependencies({ exchange })
    world.dependencies.health.of('sin1').models.set(key, { ...unknownModel, circuit })
    worlds.push(world)
  }
  const advance = async (milliseconds: number) => {
    for (const { effects } of worlds) await effects.advance(milliseconds)
  }
  const claim = () => Promise.all(worlds.map(({ dependencies }) => claimTrials('sin1', dependencies)))
  return { worlds, exchange, advance, claim }
}

const trialsOf = (worlds: readonly World[]) =>
  worlds.flatMap(({ dependencies }) => [...dependencies.health.of('sin1').trials.keys()])

describe('an endpoint whose circuit is half-open', () => {
  it('is tried out by one of many instances', async () => {
    const { worlds, advance, claim } = build(10)
    await advance(restMs)
    await claim()
    expect(trialsOf(worlds)).toEqual([key])
  })

  it('is tried out by another after 10 s', async () => {
    const { worlds, advance, claim } = build(2)
    await advance(restMs)
    await claim()
    const [first, second] = worlds.map(({ dependencies }) => dependencies.health.of('sin1').trials)
    first?.clear()
    first?.set(key, start + 1_000_000)
    await advance(9999)
    await claim()
    expect(second?.size).toBe(0)
    // It does not ask again at once.
    await advance(2000)
    await claim()
    expect(second?.get(key)).toBe(start + restMs + 9999 + 2000 + 10_000)
  })

  it('is not claimed again by an instance that may try it already', async () => {
    const { exchange, advance, claim } = build()
    await advance(restMs)
    await claim()
    await claim()
    expect(exchange.asked).toEqual([`trial/${key}`])
  })

  it('is not tried out while probes do not reach it', async () => {
    const { worlds, exchange, advance, claim } = build()
    const endpoints = worlds[0]?.dependencies.health.of('sin1').endpoints
    endpoints?.set('sin', recordUnreachable(undefined, start))
    await advance(restMs)
    await claim()
    expect(exchange.asked).toEqual([])
    endpoints?.set('sin', recordProbe(undefined, { reachable: true, roundTripMs: 30 }, start))
    await claim()
    expect(trialsOf(worlds)).toEqual([key])
  })

  it('is tried out by each instance for itself where nobody can be asked', async () => {
    const { worlds, exchange, advance, claim } = build(2)
    exchange.isLost = true
    await advance(restMs)
    await claim()
    expect(trialsOf(worlds)).toEqual([key, key])
  })

  it('is left to the one that tries it where an answer between others is lost', async () => {
    const { worlds, exchange, advance, claim } = build(2)
    await advance(restMs)
    await claim()
    exchange.isLost = true
    await advance(2000)
    await claim()
    expect(trialsOf(worlds)).toEqual([key])
    await advance(2000)
    await claim()
    expect(trialsOf(worlds)).toEqual([key, key])
  })

  it('is tried out where nothing is shared', async () => {
    const world = buildDependencies()
    world.dependencies.health.of('sin1').models.set(key, { ...unknownModel, circuit })
    await world.effects.advance(restMs)
    await claimTrials('sin1', world.dependencies)
    expect(trialsOf([world])).toEqual([key])
  })
})

it.each([
  ['is open', circuit],
  ['is closed', closedCircuit],
])('an endpoint whose circuit %s is not tried out, and nobody is asked', async (_, each) => {
  const { worlds, exchange, advance, claim } = build()
  worlds[0]?.dependencies.health.of('sin1').models.set(key, { ...unknownModel, circuit: each })
  await advance(restMs - 1)
  await claim()
  expect([trialsOf(worlds), exchange.asked]).toEqual([[], []])
})
