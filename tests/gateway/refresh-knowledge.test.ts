import { describe, expect, it } from 'vitest'
import { refreshKnowledge } from '@/lib/gateway/refresh-knowledge'
import type { BoardRow } from '@/lib/health/health-board'
import { buildDependencies, mapDocument, type World } from '../support/build-dependencies'
import { refused, start } from '../support/fake-effects'
import { rowOf } from '../support/upstream-endpoint'

const refresh = (world: World, edge = 'sin1') =>
  world.effects.outcome(refreshKnowledge(edge, world.dependencies))

describe('a round of probes', () => {
  it('asks all endpoints at once, those that drain too', async () => {
    const endpoints = { sin: rowOf('sin'), nrt: rowOf('nrt', { state: 'draining' }) }
    const world = buildDependencies({ document: mapDocument({ endpoints }) })
    world.effects.probes.set('sin', { afterMs: 300, reply: {} })
    world.effects.probes.set('nrt', { afterMs: 200, reply: refused() })
    expect((await refresh(world)).afterMs).toBe(300)
    const known = world.dependencies.health.of('sin1')
    expect(known.get('sin')).toMatchObject({ reachable: true, roundTripMs: 300 })
    expect(known.get('nrt')).toMatchObject({ reachable: false })
  })

  it('leaves out those that are disabled, and those whose key is missing', async () => {
    const endpoints = {
      sin: rowOf('sin'),
      nrt: rowOf('nrt', { state: 'disabled' }),
      fra: rowOf('fra'),
      iad: rowOf('iad', { auth: 'none', apiKeyEnv: undefined }),
    }
    const world = buildDependencies({ document: mapDocument({ endpoints }), withoutKey: ['fra', 'iad'] })
    await refresh(world)
    expect(world.effects.probed.map(({ endpoint }) => endpoint)).toEqual(['sin', 'iad'])
  })

  it('sends each endpoint its own key and nothing of a caller', async () => {
    const document = mapDocument({ endpoints: { sin: rowOf('sin', { forward: ['country', 'ip'] }) } })
    const world = buildDependencies({ document })
    await refresh(world)
    expect(Object.fromEntries(world.effects.probed[0]?.headers ?? [])).toMatchObject({
      authorization: 'Bearer sk-CANARY-key-of-sin',
      'x-client-region': 'unknown',
    })
    expect(world.effects.probed[0]?.headers.has('x-client-ip')).toBe(false)
  })

  it('is made at most every 30 s', async () => {
    const world = buildDependencies({ document: mapDocument({ endpoints: { sin: rowOf('sin') } }) })
    await refresh(world)
    await refresh(world)
    expect(world.effects.probed).toHaveLength(1)
    await world.effects.advance(30_000)
    await refresh(world)
    expect(world.effects.probed).toHaveLength(2)
  })

  it('is made once by two that come together', async () => {
    const world = buildDependencies({ document: mapDocument({ endpoints: { sin: rowOf('sin') } }) })
    await Promise.all([refresh(world), refresh(world)])
    expect(world.effects.probed).toHaveLength(1)
  })

  it('is pinned up for the other instances', async () => {
    const posted: BoardRow[] = []
    const board = {
      post: async (rows: readonly BoardRow[]) => void posted.push(...rows),
      read: async () => [],
    }
    const world = buildDependencies({ document: mapDocument({ endpoints: { sin: rowOf('sin') } }), board })
    world.effects.probes.set('sin', { afterMs: 30, reply: {} })
    await refresh(world)
    expect(posted).toEqual([
      { edge: 'sin1', endpoint: 'sin', reachable: true, roundTripMs: 30, at: start + 30 },
    ])
  })

  it('stands where the board is away, which is logged without its words', async () => {
    const board = {
      post: async () => {
        throw new TypeError('HSET CANARY')
      },
      read: async () => [],
    }
    const world = buildDependencies({ board })
    await refresh(world)
    expect(world.dependencies.health.of('sin1').size).toBe(4)
    expect(world.logged).toEqual([{ level: 'warn', line: { event: 'health-board-lost', name: 'TypeError' } }])
  })
})

it('a gateway without a map probes nobody, and does not fail', async () => {
  const world = buildDependencies({ variables: { VERCEL: '1', VERCEL_ENV: 'production', EDGE_CONFIG: '' } })
  await refresh(world)
  expect(world.effects.sent).toEqual([])
})
