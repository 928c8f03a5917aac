import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isRecord } from '../world/is-record'
import { chatBody } from './support/send-to'
import { type Access, operatorToken, startAccess } from './support/start-access'

let access: Access
beforeAll(async () => {
  access = await startAccess({ gateways: 2, endpoints: ['sin', 'fra'] })
  const { key } = await access.makeKey('warm')
  const call = (edge: string, country: string, changes: object = {}) =>
    access.sendAs(
      key,
      {
        headers: { 'x-vercel-id': `${edge}::id`, 'x-vercel-ip-country': country },
        body: chatBody({ stream: true, ...changes }),
      },
      edge === 'lhr1' ? 1 : 0,
    )
  // As far as it would be from there, however busy this machine is.
  access.world.endpoint('fra').set({ delayMs: 150 })
  // The first makes its edge probe, so that the way is known and streams are measured.
  for (let count = 0; count < 3; count++) await Promise.all([call('sin1', 'VN'), call('lhr1', 'DE')])
  access.world.endpoint('sin').set({ fault: { kind: 'status', status: 500, times: 1 } })
  expect((await call('sin1', 'VN')).headers.get('x-route-attempts')).toBe('sin;500, fra;200')
})
afterAll(() => access.close())

const get = (path: string, at = 0, headers = {}) => access.send({ method: 'GET', path, headers }, at)

describe('the status', () => {
  it('is the same at each instance, and of all calls at all of them', async () => {
    await vi.waitFor(
      async () => {
        for (const at of [0, 1]) {
          const { json } = await get('/api/status', at)
          expect(json).toMatchObject({ overall: 'operational', rescuedByFailover: 1 })
          const cells = isRecord(json) && Array.isArray(json.matrix) ? json.matrix : []
          const streams = cells.filter(each => each.of === 'first-content')
          expect(streams.map(({ edge, endpoint, samples }) => `${edge} ${endpoint} ${samples}`)).toEqual([
            expect.stringMatching(/^lhr1 fra [23]$/),
            'sin1 fra 1',
            expect.stringMatching(/^sin1 sin [23]$/),
          ])
        }
      },
      { timeout: 10_000, interval: 200 },
    )
  })

  it('has for each endpoint its state, latency, uptime and share', async () => {
    const { json, headers } = await get('/api/status')
    expect(headers.get('cache-control')).toContain('public')
    expect(json).toMatchObject({
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      endpoints: [
        {
          id: 'sin',
          region: 'sin1',
          zone: 'APAC',
          state: 'operational',
          latencyMs: { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) },
          uptime: { '24h': expect.any(Number), '30d': expect.any(Number), '90d': expect.any(Number) },
          samples: expect.any(Number),
        },
        { id: 'fra', errorRate: 0 },
      ],
    })
  })

  it('is there in the shape of Statuspage, and as a badge', async () => {
    const { json } = await get('/api/status/summary.json')
    expect(json).toMatchObject({ status: { indicator: 'none' }, components: [{ id: 'sin' }, { id: 'fra' }] })
    const badge = await get('/badge/fra.svg')
    expect([badge.status, badge.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8'])
    expect(badge.text).toMatch(/^<svg .*operational · \d+ ms/s)
    expect((await get('/badge/nobody.svg')).status).toBe(404)
  })

  it('takes GET only', async () => {
    for (const path of ['/api/status', '/api/status/summary.json', '/badge/fra.svg', '/feed.xml'])
      expect((await access.send({ method: 'POST', path })).status).toBe(405)
  })
})

describe('the metrics', () => {
  it('are for operators only', async () => {
    expect((await get('/api/metrics')).status).toBe(401)
    expect((await get('/api/metrics', 0, { authorization: 'Bearer wrong' })).status).toBe(401)
  })

  it('count what all instances did, in the format of Prometheus', async () => {
    const { text, headers } = await get('/api/metrics', 1, { authorization: `Bearer ${operatorToken}` })
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    for (const line of text.split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \S+ .+|[a-z_]+(\{[^}]*\})? [\d.e+-]+|)$/)
    expect(text).toMatch(/^isochrone_failovers_total\{edge="sin1",endpoint="fra"\} 1$/m)
    expect(text).toMatch(/^isochrone_attempts_total\{edge="sin1",endpoint="sin",outcome="failed"\} 1$/m)
    expect(text).toMatch(/^isochrone_circuit_state\{edge="\w+",endpoint="\w+",model="gpt-4.1"\} 0$/m)
    expect(text).toMatch(/^isochrone_overhead_seconds_count [1-9]/m)
  })
})
