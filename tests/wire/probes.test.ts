import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { lostLabel } from './support/lost-label'
import { type Stand, startStand } from './support/start-stand'

const explained = z.object({
  candidates: z.array(
    z.object({
      endpoint: z.string(),
      reason: z.string(),
      score: z.number(),
      expectedMs: z.number().nullable(),
    }),
  ),
})

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
  for (const { id, set } of stand.world.endpoints) set({ headDelayMs: delays[id] ?? 0 })
})
afterAll(() => stand.close())

// Far enough apart that no noise of this machine changes their order.
const delays: Record<string, number> = { sin: 100, nrt: 300, fra: 500, iad: 700, gru: 900 }
const probed = { timeout: 5000, interval: 50 }

async function explain(edge: string) {
  const path = `/api/route?country=VN&model=gpt-4.1&edge=${edge}`
  return explained.parse((await stand.send({ method: 'GET', path })).json).candidates
}

const order = async (edge: string) => (await explain(edge)).map(({ endpoint }) => endpoint)

function callFrom(edge: string) {
  return stand.send({ headers: { 'x-vercel-id': `${edge}::id`, 'x-vercel-ip-country': 'VN' } })
}

describe('probes', () => {
  it('come after the first response at an edge, and tell how far each endpoint is', async () => {
    expect((await explain('aaa1')).map(({ expectedMs }) => expectedMs)).not.toContain(null)
    expect((await callFrom('aaa1')).headers.get('x-endpoint-used')).toBe('sin')
    await vi.waitFor(async () => {
      const told = await explain('aaa1')
      expect(told[0]?.expectedMs).toBeGreaterThanOrEqual(100)
      expect(told[0]?.expectedMs).toBeLessThan(250)
      expect(told.find(({ endpoint }) => endpoint === 'gru')?.expectedMs).toBeGreaterThanOrEqual(900)
    }, probed)
    expect(await order('aaa1')).toEqual(['sin', 'nrt', 'fra', 'iad', 'gru'])
  })

  it('put an endpoint that has become slow behind the faster ones', async () => {
    stand.world.endpoint('sin').set({ headDelayMs: 1200 })
    await callFrom('bbb1')
    await vi.waitFor(
      async () => expect(await order('bbb1')).toEqual(['nrt', 'fra', 'iad', 'gru', 'sin']),
      probed,
    )
    expect((await explain('bbb1'))[0]?.reason).toBe('fastest')
    const reply = await callFrom('bbb1')
    expect(reply.headers.get('x-endpoint-used')).toBe('nrt')
    expect(reply.headers.get('x-route-reason')).toBe('fastest')
    stand.world.endpoint('sin').set({ headDelayMs: delays.sin ?? 0 })
  })

  it.each([
    ['refuses connections', 'ccc1', undefined],
    ['answers probes with 503', 'ddd1', { headStatus: 503 }],
    ['answers no probe in two seconds', 'eee1', { headDelayMs: 60_000 }],
  ] as const)('put an endpoint that %s last', async (_, edge, behaviour) => {
    const sin = stand.world.endpoint('sin')
    if (behaviour === undefined) await sin.refuse()
    else sin.set(behaviour)
    await callFrom(edge)
    await vi.waitFor(async () => expect((await order(edge)).at(-1)).toBe('sin'), probed)
    expect((await explain(edge)).at(-1)?.score).toBeGreaterThan(5000)
    await sin.accept()
    sin.set({ headDelayMs: delays.sin ?? 0 })
  })

  it.each([
    ['401', 401],
    ['404', 404],
    ['429', 429],
  ])('count an endpoint that answers them with %s as reachable', async (name, headStatus) => {
    stand.world.endpoint('sin').set({ headDelayMs: delays.sin ?? 0, headStatus })
    const edge = `f${name}`
    await callFrom(edge)
    const { requests } = stand.world.endpoint('sin')
    const isProbe = ({ method, headers }: (typeof requests)[number]) =>
      method === 'HEAD' && headers['user-agent'] === `isochrone (+edge ${edge})`
    await vi.waitFor(() => expect(requests.filter(isProbe)).toHaveLength(1), probed)
    await vi.waitFor(async () => expect((await explain(edge))[0]?.expectedMs).toBeLessThan(250), probed)
    expect((await order(edge))[0]).toBe('sin')
    stand.world.endpoint('sin').set({ headDelayMs: delays.sin ?? 0 })
  })

  it('ask again with GET where HEAD is not allowed', async () => {
    const sin = stand.world.endpoint('sin')
    sin.set({ headDelayMs: delays.sin ?? 0, headStatus: 405 })
    await callFrom('ggg1')
    const isGet = ({ method }: { method: string }) => method === 'GET'
    await vi.waitFor(() => expect(sin.requests.filter(isGet)).toHaveLength(1), probed)
    expect(sin.requests.find(isGet)).toMatchObject({ path: '/v1/models', bodyText: '' })
    expect(sin.requests.find(isGet)?.headers.authorization).toBe(`Bearer ${sin.apiKey}`)
    await vi.waitFor(async () => expect((await order('ggg1'))[0]).toBe('sin'), probed)
    sin.set({ headDelayMs: delays.sin ?? 0 })
  })
})

describe('a failed call', () => {
  it('puts an endpoint that could not be reached last at once', async () => {
    await stand.world.endpoint('sin').refuse()
    expect((await callFrom('iii1')).headers.get('x-route-attempts')).toBe(`sin;${lostLabel}, nrt;200`)
    expect((await order('iii1')).at(-1)).toBe('sin')
    await stand.world.endpoint('sin').accept()
  })

  it('leaves an endpoint alone for as long as it asked for', async () => {
    const sin = stand.world.endpoint('sin')
    sin.set({ fault: { kind: 'status', status: 429, headers: { 'retry-after': '2' } } })
    const first = await callFrom('jjj1')
    expect(first.headers.get('x-route-attempts')).toBe('sin;429, nrt;200')
    const before = callsOf(sin).length
    expect((await callFrom('jjj1')).headers.get('x-route-attempts')).toBe('nrt;200')
    expect(callsOf(sin)).toHaveLength(before)
    const told = await stand.send({ method: 'GET', path: '/api/route?country=VN&edge=jjj1' })
    expect(told.json).toMatchObject({ excluded: [{ endpoint: 'sin', reason: 'cooling-down' }] })
    sin.set({ headDelayMs: delays.sin ?? 0 })
    await vi.waitFor(
      async () => expect((await callFrom('jjj1')).headers.get('x-endpoint-used')).toBe('sin'),
      { timeout: 3000, interval: 100 },
    )
    await callLine(stand.gateway, first.headers.get('x-request-id') ?? '')
  })
})
