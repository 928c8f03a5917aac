import { describe, expect, it } from 'vitest'
import { explainRoute } from '@/lib/gateway/explain-route'
import { buildDependencies } from '../support/build-dependencies'
import { createFakeExchange } from '../support/build-exchange'
import { buildGet } from '../support/build-request'
import { start } from '../support/fake-effects'

/** Asks at `sin1` where calls would go, while the edge's other instances, or those of another edge, have told of `sin`. */
async function build() {
  const exchange = createFakeExchange(() => start)
  const world = buildDependencies({ exchange })
  await world.dependencies.regionMap.refresh()
  const sin = `sin@${world.dependencies.health.identities.get('sin')}`
  exchange.heard = {
    storeNow: start,
    edge: [[`m/${sin}|gpt-4.1`, `${start - 500} 0 9 0 ${start + 60_000}`]],
    processing: [],
  }
  const ask = async (query = '') => {
    const request = buildGet(`/api/route?country=VN&model=gpt-4.1${query}`)
    const { value } = await world.effects.outcome(explainRoute(request, world.dependencies))
    const { candidates, excluded } = await value.json()
    return { first: candidates[0].endpoint, excluded }
  }
  return { exchange, world, ask }
}

const isOpen = { first: 'nrt', excluded: [{ endpoint: 'sin', reason: 'circuit-open' }] }
const isUnheard = { first: 'sin', excluded: [] }

describe('a question where a call would go', () => {
  it.each(['', '&edge=fra1'])('knows what the instances of that edge have told: %j', async query => {
    const { ask } = await build()
    expect(await ask(query)).toEqual(isOpen)
  })

  it('asks for that every two seconds, for each edge', async () => {
    const { ask, exchange, world } = await build()
    for (const query of ['', '', '&edge=fra1', '&edge=fra1', '']) expect(await ask(query)).toEqual(isOpen)
    expect(exchange.looked).toEqual(['sin1', 'fra1'])
    await world.effects.advance(2000)
    await ask()
    expect(exchange.looked).toEqual(['sin1', 'fra1', 'sin1'])
  })

  it('asks nothing of edges that nobody knows', async () => {
    const { ask, exchange } = await build()
    expect(await ask('&edge=nowhere')).toEqual(isUnheard)
    expect(exchange.looked).toEqual([])
  })

  it('has an edge in use learn it as well, and another edge not', async () => {
    const { ask, world } = await build()
    await ask('&edge=fra1')
    expect(world.dependencies.health.of('fra1').models.size).toBe(0)
    await ask()
    expect(world.dependencies.health.of('sin1').models.size).toBe(0)
  })

  it('is answered by what the instance knows where the others cannot be heard', async () => {
    const { ask, exchange, world } = await build()
    exchange.isLost = true
    expect(await ask()).toEqual(isUnheard)
    expect(world.logged.map(({ line }) => line.event)).toContain('health-unheard')
  })
})
