import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { knowPool } from './support/explain-pool'
import { sendTo } from './support/send-to'
import { type PoolCall, type Pools, startPools } from './support/start-pools'

const pair = [{}, {}]
const sizes = { killed: pair, gone: pair, quiet: pair }
const upstreamError = { error: { message: 'CANARY-error of the upstream' } }

let pools: Pools
let redis: Redis
beforeAll(async () => {
  pools = await startPools({ pools: sizes, gateways: 2, redis: 'real' })
  redis = new Redis(pools.storage?.redis?.url ?? '')
  await Promise.all(['killed', 'quiet'].map(model => knowPool(pools, model)))
})
afterAll(async () => {
  redis.disconnect()
  await pools.close()
})

const get = (path: string, at = 0) => sendTo(pools.gateways[at]?.url ?? '', { method: 'GET', path })

const status = z.object({
  overall: z.string(),
  endpoints: z.array(z.object({ id: z.string(), state: z.string() })),
  incidents: z.array(
    z.object({
      id: z.string(),
      endpoint: z.string(),
      kind: z.string(),
      models: z.array(z.string()),
      edges: z.array(z.string()),
      startedAt: z.iso.datetime(),
      endedAt: z.iso.datetime().nullable(),
      isStale: z.boolean(),
      title: z.string(),
    }),
  ),
})

async function readStatus(at = 0) {
  return status.parse((await get('/api/status', at)).json)
}

const incidentsOf = async (endpoint: string, at = 0) =>
  (await readStatus(at)).incidents.filter(each => each.endpoint === endpoint)

/** Calls a pool at both gateways until a check holds. */
async function whileCalled(model: keyof typeof sizes, check: () => Promise<void>, asked: PoolCall = {}) {
  await vi.waitFor(
    async () => {
      await Promise.all([0, 1].map(at => pools.call(model, { ...asked, at })))
      await check()
    },
    { timeout: 30_000, interval: 100 },
  )
}

const month = new Date().toISOString().slice(0, 7)

const whereItIsShown = ['/', `/history?month=${month}`, '/feed.xml'] as const

describe('an endpoint that fails its calls', () => {
  it('is one incident, whichever gateways and edges tell of it, wherever incidents are shown', async () => {
    const first = pools.endpoint('killed', 1)
    first.set({ fault: { kind: 'status', status: 503, body: upstreamError } })
    const headers = { 'x-route-to': first.id }
    for (const edge of ['killed', 'killed2'])
      await whileCalled(
        'killed',
        async () => expect((await incidentsOf(first.id))[0]?.edges).toContain(edge),
        { edge, headers },
      )
    for (const at of [0, 1])
      expect(await incidentsOf(first.id, at)).toEqual([
        {
          id: expect.stringMatching(/^killed-1-\d+$/),
          endpoint: 'killed-1',
          kind: 'circuit-open',
          models: ['killed'],
          edges: ['killed', 'killed2'],
          startedAt: expect.any(String),
          endedAt: null,
          isStale: false,
          title: 'killed-1: failing calls for killed',
        },
      ])
    const { endpoints, overall } = await readStatus()
    expect([overall, endpoints.find(({ id }) => id === first.id)?.state]).toEqual(['degraded', 'degraded'])
    expect(await redis.hlen('isochrone:openings')).toBe(2)
    for (const path of whereItIsShown) expect((await get(path)).text).toContain('killed-1: failing calls')
    expect((await get('/api/status/summary.json')).json).toMatchObject({
      status: { indicator: 'minor' },
      incidents: [
        { status: 'investigating', components: [{ id: 'killed-1', status: 'degraded_performance' }] },
      ],
    })
  })

  it('is over when it serves again, and keeps its name', async () => {
    const [before] = await incidentsOf('killed-1')
    const guid = `<guid isPermaLink="false">isochrone:incident:${before?.id}</guid>`
    expect((await get('/feed.xml')).text).toContain(guid)
    pools.endpoint('killed', 1).set({})
    for (const edge of ['killed', 'killed2'])
      await whileCalled(
        'killed',
        async () => {
          const rows = await redis.hget('isochrone:openings', `now|${edge}|killed-1|killed`)
          expect(rows).not.toMatch(/ 0$/)
        },
        { edge },
      )
    const after = await incidentsOf('killed-1', 1)
    expect(after).toEqual([{ ...before, endedAt: expect.any(String) }])
    expect((await get('/api/status/summary.json')).json).toMatchObject({ incidents: [] })
    for (const path of whereItIsShown) expect((await get(path)).text).toContain('killed-1: failing calls')
    const feed = await get('/feed.xml')
    expect(feed.text).toContain(guid)
    expect(feed.text).toMatch(/UTC to 20/)
    expect(feed.headers.get('content-type')).toBe('application/rss+xml; charset=utf-8')
    expect((await get('/')).text).not.toContain('Current incidents')
  })
})

describe('an endpoint that cannot be reached', () => {
  it('is one where a probe finds it gone after a call did', async () => {
    const first = pools.endpoint('gone', 1)
    await first.refuse()
    await whileCalled('gone', async () => {
      const [incident, ...more] = await incidentsOf(first.id)
      expect(incident).toMatchObject({ kind: 'unreachable', models: [], endedAt: null })
      expect(more).toEqual([])
    })
    expect((await get('/api/status/summary.json')).json).toMatchObject({
      incidents: [{ name: 'gone-1: not reachable', impact: 'major' }],
    })
  })
})

describe('a notice', () => {
  const notice = {
    id: 'disks',
    title: 'New <b>disks</b> & more',
    body: 'Answers may be slow.',
    severity: 'maintenance',
    from: '2026-01-01T00:00:00Z',
    until: '2099-01-01T00:00:00Z',
    endpoints: ['quiet-1'],
    updates: [{ at: '2026-01-01T01:00:00Z', body: 'Half is done.' }],
  }
  const escaped = 'New &lt;b>disks&lt;/b> &amp; more'
  const soon = { timeout: 15_000, interval: 250 }

  it('in Edge Config is shown within fifteen seconds', async () => {
    pools.edgeConfig.set('notices', [notice])
    await vi.waitFor(async () => expect((await get('/')).text).toContain(escaped), soon)
    await vi.waitFor(async () => {
      expect((await get('/api/status')).json).toMatchObject({
        notices: [
          {
            ...notice,
            from: '2026-01-01T00:00:00.000Z',
            until: '2099-01-01T00:00:00.000Z',
            state: 'active',
            updates: [{ body: 'Half is done.' }],
          },
        ],
      })
    }, soon)
    expect((await get('/api/status/summary.json')).json).toMatchObject({
      scheduled_maintenances: [{ id: 'disks', status: 'in_progress', components: [{ id: 'quiet-1' }] }],
    })
    expect((await get('/feed.xml')).text).toContain('New &#60;b&#62;disks&#60;/b&#62; &#38; more')
    await vi.waitFor(async () => expect((await get('/history')).text).toContain(escaped), soon)
  })

  it('that is faulty is told of in the log, and what was shown before stays', async () => {
    pools.edgeConfig.set('notices', [{ ...notice, title: 'Another', severity: 'CANARY' }])
    const told = () =>
      pools.gateways[0]
        ?.log()
        .split('\n')
        .filter(line => line.includes('"name":"notices"')) ?? []
    await vi.waitFor(async () => {
      expect((await get('/')).text).toContain(escaped)
      expect(told().join()).toContain('[0].severity')
    }, soon)
    const page = await get('/')
    expect([page.status, page.text.includes('Another')]).toEqual([200, false])
    expect((await get('/api/status')).json).toMatchObject({ notices: [{ id: 'disks' }] })
  })
})

describe('the history', () => {
  it('leads from month to month, as far as there is one', async () => {
    const { text } = await get('/history')
    const [, previous = ''] = /rel="prev" href="\?month=([\d-]+)"/.exec(text) ?? []
    expect(text).not.toContain('rel="next"')
    const before = (await get(`/history?month=${previous}`)).text
    expect(before).toContain(`rel="next" href="?month=${month}"`)
    expect(before).toContain('No incidents.')
    const earliest = (await get('/history?month=2001-01')).text
    expect(earliest).not.toContain('rel="prev"')
    expect(earliest).toContain('rel="next"')
  })

  it.each(['month=now', 'month=9999-99', 'month=', 'month=<script>', 'month=2099-01&month=2098-01'])(
    'of what is no month is of this one: %s',
    async question => {
      const { status: answered, text } = await get(`/history?${question}`)
      expect([answered, text.includes('killed-1: failing calls')]).toEqual([200, true])
    },
  )

  it('is behind the same headers as the page', async () => {
    const { headers } = await get('/history')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })
})

describe('what is shown', () => {
  const all = [...whereItIsShown, '/api/status', '/api/status/summary.json']

  it('names no host and no error', async () => {
    const ports = ['killed', 'gone', 'quiet'].flatMap(model =>
      [1, 2].map(place => `:${pools.endpoint(model, place).port}`),
    )
    for (const path of all) {
      const { status: answered, text } = await get(path)
      expect([path, answered]).toEqual([path, 200])
      expect([...ports, 'CANARY'].filter(each => text.includes(each))).toEqual([])
    }
  })

  it('says where the feed lies', async () => {
    for (const path of ['/', '/history'])
      expect((await get(path)).text).toMatch(/<link[^>]+rel="alternate"[^>]+href="\/feed\.xml"/)
  })

  it('costs one request for incidents, and few in all', async () => {
    const { upstash } = pools.storage ?? {}
    if (upstash === undefined) throw new Error('There is no store.')
    upstash.commands.length = 0
    await get('/')
    const asked = upstash.commands.map(command => command.join(' '))
    expect(asked.filter(each => each.includes('isochrone:openings'))).toHaveLength(1)
    expect(asked.length).toBeLessThanOrEqual(20)
  })

  it('is there without Redis, and says so of the history', async () => {
    await pools.storage?.upstash.refuse()
    expect((await get('/api/status')).json).toMatchObject({ incidents: [], notices: [{ id: 'disks' }] })
    expect((await get('/')).status).toBe(200)
    expect((await get('/feed.xml')).text).toContain('isochrone:notice:disks')
    expect((await get('/history')).text).toContain('The history cannot be read at the moment.')
    await pools.storage?.upstash.accept()
  })
})
