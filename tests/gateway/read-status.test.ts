import { describe, expect, it } from 'vitest'
import { learnFromTry } from '@/lib/gateway/learn-from-try'
import type { TimeWindow } from '@/lib/gateway/page-view'
import { readStatus } from '@/lib/gateway/read-status'
import { recordProbe } from '@/lib/health/endpoint-health'
import type { BoardRow } from '@/lib/health/health-board'
import type { UsageStore } from '@/lib/usage/usage-store'
import { buildFailedAttempt, rateLimited } from '../support/build-attempt'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { start } from '../support/fake-effects'
import { rowOf } from '../support/upstream-endpoint'
import { usageRow } from '../support/usage-row'
import { createWatchedUsage } from '../support/watched-usage'

function row(endpoint: string, overrides: Partial<BoardRow> = {}): BoardRow {
  return { edge: 'sin1', endpoint, reachable: true, roundTripMs: 30, at: start - 1000, ...overrides }
}

const endpoints = {
  sin: rowOf('sin'),
  nrt: rowOf('nrt', { state: 'draining' }),
  fra: rowOf('fra', { state: 'disabled' }),
}
const one = mapDocument({ endpoints: { sin: rowOf('sin') } })
const two = mapDocument({ endpoints: { sin: rowOf('sin'), nrt: rowOf('nrt') } })

const probed = recordProbe(undefined, { reachable: true, roundTripMs: 7 }, start)

function boardOf(rows: readonly BoardRow[]) {
  return { post: async () => {}, read: async () => rows }
}

async function statusOf(document: unknown, rows: readonly BoardRow[]) {
  return await readStatus('sin1', buildDependencies({ document, board: boardOf(rows) }).dependencies)
}

describe('the state of an endpoint', () => {
  it.each<[string, readonly BoardRow[], string, string]>([
    ['nobody has looked', [], 'unknown', 'unknown'],
    ['an edge reaches it', [row('sin')], 'operational', 'operational'],
    ['no edge reaches it', [row('sin', { reachable: false })], 'down', 'outage'],
    [
      'only some edges reach it',
      [row('sin'), row('sin', { edge: 'fra1', reachable: false })],
      'degraded',
      'degraded',
    ],
    ['all have looked long ago', [row('sin', { at: start - 600_001 })], 'unknown', 'unknown'],
    ['another is reached', [row('nrt')], 'unknown', 'unknown'],
  ])('where %s', async (_, rows, state, overall) => {
    const status = await statusOf(one, rows)
    expect(status.endpoints.map(each => each.state)).toEqual([state])
    expect(status.overall).toBe(overall)
    expect(status.updatedAt).toBe(start)
  })

  it('is what the operator has set, whatever is measured', async () => {
    const rows = [row('sin'), row('nrt', { reachable: false }), row('fra', { reachable: false })]
    const status = await statusOf(mapDocument({ endpoints }), rows)
    expect(status.endpoints.map(({ id, state }) => [id, state])).toEqual([
      ['sin', 'operational'],
      ['nrt', 'draining'],
      ['fra', 'disabled'],
    ])
    expect(status.overall).toBe('operational')
  })

  it('has the last round trip, from where it was measured', async () => {
    const rows = [
      row('sin', { at: start - 5000 }),
      row('sin', { edge: 'fra1', roundTripMs: 180, at: start - 10 }),
    ]
    expect((await statusOf(one, rows)).endpoints[0]).toMatchObject({
      id: 'sin',
      region: 'sin1',
      zone: 'APAC',
      state: 'operational',
      lastMs: 180,
      lastEdge: 'fra1',
      checkedAt: start - 10,
    })
  })
})

describe('overall', () => {
  it('is degraded where one of two is down', async () => {
    expect((await statusOf(two, [row('sin'), row('nrt', { reachable: false })])).overall).toBe('degraded')
  })

  it('is an outage where all are down', async () => {
    const down = { reachable: false }
    expect((await statusOf(two, [row('sin', down), row('nrt', down)])).overall).toBe('outage')
  })
})

describe('an outage', () => {
  const down = row('sin', { reachable: false })
  const withoutKeyOf = (...withoutKey: string[]) =>
    buildDependencies({ document: two, withoutKey, board: boardOf([down]) }).dependencies

  it('is never told while it is not known of one whether it can be reached', async () => {
    expect((await statusOf(two, [down, row('nrt', { at: start - 600_001 })])).overall).toBe('degraded')
  })

  it('is told although there is one without its key, whom nobody probes', async () => {
    expect((await readStatus('sin1', withoutKeyOf('nrt'))).overall).toBe('outage')
  })
})

describe('without a shared board', () => {
  it('the page shows what its own instance has measured', async () => {
    const { dependencies } = buildDependencies({ document: two })
    dependencies.health.of('sin1').endpoints.set('sin', probed)
    const { endpoints } = await readStatus('sin1', dependencies)
    expect(endpoints).toMatchObject([
      { id: 'sin', state: 'operational', lastMs: 7 },
      { id: 'nrt', state: 'unknown' },
    ])
  })

  it('an endpoint that was never measured has no round trip, though it asked for a pause', async () => {
    const { dependencies } = buildDependencies({ document: one })
    const record = buildFailedAttempt('sin', { ...rateLimited(7), isAccount: true })
    const learned = { key: 'sin|gpt-4.1', now: start, dice: 0.5, isSuspect: false }
    learnFromTry(dependencies.health.of('sin1'), record, learned)
    expect((await readStatus('sin1', dependencies)).endpoints[0]?.lastMs).toBeUndefined()
  })
})

describe('an endpoint with an incident', () => {
  const stored = (changes: string) => ({
    storeNow: start,
    rows: [['now|fra1|sin|gpt-4.1', `${start - 60_000} ${start - 1000} ${changes}`]] as const,
  })
  const statusWith = async (changes: string, rows: readonly BoardRow[]) => {
    const incidents = { read: async () => stored(changes) }
    const world = buildDependencies({ document: one, board: boardOf(rows), incidents })
    return await readStatus('sin1', world.dependencies)
  }

  it.each<[string, string, readonly BoardRow[], string]>([
    ['is degraded though probes reach it', '0', [row('sin')], 'degraded'],
    ['is degraded where nobody has probed it', '0', [], 'degraded'],
    ['is down where no probe reaches it', '0', [row('sin', { reachable: false })], 'down'],
    ['is operational when that is over', String(start - 1000), [row('sin')], 'operational'],
  ])('%s', async (_, endedAt, rows, state) => {
    const { endpoints, incidents } = await statusWith(endedAt, rows)
    expect(endpoints.map(each => each.state)).toEqual([state])
    expect(incidents).toMatchObject([{ endpoint: 'sin', edges: ['fra1'] }])
  })

  it('is not told of by a store that is away, and the page is there', async () => {
    const incidents = {
      read: async () => {
        throw new Error('away')
      },
    }
    const world = buildDependencies({ document: one, board: boardOf([row('sin')]), incidents })
    expect((await readStatus('sin1', world.dependencies)).incidents).toEqual([])
  })
})

it('notices that have ended are not shown', async () => {
  const common = { title: 'T', body: 'B', severity: 'incident', from: '2026-11-01T00:00:00Z' }
  const notices = [
    { ...common, id: 'over', until: '2026-11-02T00:00:00Z' },
    { ...common, id: 'now' },
  ]
  const status = await readStatus('sin1', buildDependencies({ notices }).dependencies)
  expect(status.notices.map(({ id, state }) => [id, state])).toEqual([['now', 'active']])
})

it('a board that is away is logged without its words, and its own instance’s view is shown', async () => {
  const board = {
    post: async () => {},
    read: async () => {
      throw new TypeError('HGETALL isochrone CANARY')
    },
  }
  const world = buildDependencies({ document: one, board })
  world.dependencies.health.of('sin1').endpoints.set('sin', probed)
  expect((await readStatus('sin1', world.dependencies)).endpoints[0]?.lastMs).toBe(7)
  const lost = world.logged.filter(({ line }) => line.event === 'health-board-lost')
  expect(lost).toEqual([{ level: 'warn', line: { event: 'health-board-lost', name: 'TypeError' } }])
})

it('a gateway that is not configured has a page without endpoints', async () => {
  const variables = { VERCEL: '1', VERCEL_ENV: 'production', EDGE_CONFIG: '' }
  const status = await readStatus('sin1', buildDependencies({ variables }).dependencies)
  expect([status.overall, status.endpoints]).toEqual(['unknown', []])
})

it('nothing on the page names a host or a key', async () => {
  expect(JSON.stringify(await statusOf(undefined, [row('sin')]))).not.toMatch(/example\.com|KEY_/)
})

it('knowledge is refreshed after the page has gone out', async () => {
  const world = buildDependencies({ document: one })
  await readStatus('sin1', world.dependencies)
  expect(world.effects.sent).toEqual([])
  await world.runDeferred()
  expect(world.order).toEqual(['read', 'HEAD sin'])
})

describe('the matrix of the status page', () => {
  it.each<[TimeWindow, string]>([
    ['15m', 'minute15'],
    ['1h', 'minute60'],
    ['24h', 'hour24'],
  ])('is of the window that is asked for: %s', async (window, edge) => {
    const usage: UsageStore = {
      ...createWatchedUsage(),
      seenLately: async ({ step, count }) => ({
        minutes: [],
        together: new Map([[`pair/${step}${count}|sin`, usageRow({ requests: 1 }, [10])]]),
      }),
    }
    const { dependencies } = buildDependencies({ document: one, usage })
    const { matrix } = await readStatus('sin1', dependencies, { window })
    expect(matrix.map(cell => cell.edge)).toEqual([edge])
  })
})

it('an edge that is known stands on the map', async () => {
  const usage = createWatchedUsage()
  usage.seenRows = new Map(
    ['sin1|sin', 'local|sin'].map(pair => [`pair/${pair}`, usageRow({ requests: 1 }, [10])]),
  )
  const { dependencies } = buildDependencies({ document: one, usage })
  const { edges } = await readStatus('sin1', dependencies)
  expect(edges).toEqual([{ id: 'sin1', place: [expect.any(Number), expect.any(Number)] }])
})
