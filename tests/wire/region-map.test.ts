import { describe, expect, it, vi } from 'vitest'
import { apiKeyEnv } from '../world/places'
import type { EdgeConfigMode } from '../world/start-edge-config'
import { changeMap, changeRow } from './support/change-map'
import { expectError } from './support/expect-error'
import { knowLimits, knowMap } from './support/know-map'
import type { Reply } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

// Most of the time is spent waiting for the next reading.
vi.setConfig({ maxConcurrency: 4 })

// The map is read anew every five seconds of traffic; what an edit does must be seen within ten.
const traffic = { timeout: 10_000, interval: 100 }

async function withStand(test: (stand: Stand) => Promise<void>, options?: Parameters<typeof startStand>[0]) {
  const stand = await startStand(options)
  try {
    if (options === undefined) {
      await knowMap(stand.gateway)
      await knowLimits(stand.gateway)
    }
    await test(stand)
  } finally {
    await stand.close()
  }
}

function from(stand: Stand, country: string): Promise<Reply> {
  return stand.send({ headers: { ...stand.freshEdge(), 'x-vercel-ip-country': country } })
}

const health = async (stand: Stand) => (await stand.send({ method: 'GET', path: '/api/health' })).json

const excluded = async (stand: Stand, country: string) =>
  (await stand.send({ method: 'GET', path: `/api/route?country=${country}&model=gpt-4.1` })).json

async function expectServed(stand: Stand): Promise<void> {
  const reply = await from(stand, 'VN')
  expect(reply.headers.get('x-endpoint-used')).toBe('sin')
  expect(reply.headers.get('x-degraded') ?? '').not.toContain('region-map')
}

describe.concurrent('the region map', () => {
  it('takes effect within ten seconds of an edit, under traffic', () =>
    withStand(async stand => {
      await expectServed(stand)
      changeMap(stand.world, map => ({ ...map, countries: { VN: ['gru'] } }))
      await vi.waitFor(async () => {
        const { status, headers } = await from(stand, 'VN')
        expect([status, headers.get('x-endpoint-used')]).toEqual([200, 'gru'])
      }, traffic)
    }))

  it('sends the next call where a list now says, though another endpoint led by what was measured', () =>
    withStand(async stand => {
      const call = async (headers: Readonly<Record<string, string>> = {}) =>
        (await stand.send({ headers: { 'x-vercel-ip-country': 'VN', ...headers } })).headers
      for (const id of ['sin', 'gru', 'sin', 'gru']) await call({ 'x-route-to': id })
      expect((await call()).get('x-endpoint-used')).toBe('sin')
      changeMap(stand.world, map => ({ ...map, countries: { VN: ['gru', 'sin'] } }))
      // To be told the route is no call, and so decides nothing for those that follow.
      await vi.waitFor(
        async () =>
          expect(await excluded(stand, 'VN')).toMatchObject({
            candidates: [{ endpoint: 'gru' }, { endpoint: 'sin' }, {}, {}, {}],
          }),
        traffic,
      )
      expect((await call()).get('x-endpoint-used')).toBe('gru')
    }))

  it('has an endpoint serve at once where its row names another host than the one that refused us for an hour', () =>
    withStand(async stand => {
      const edge = stand.freshEdge()
      const call = () => stand.send({ headers: { ...edge, 'x-vercel-ip-country': 'DE' } })
      const body = { error: { message: 'Not here', code: 'unsupported_country_region_territory' } }
      stand.world.endpoint('fra').set({ fault: { kind: 'status', status: 403, body } })
      await call()
      expectError(await call(), { status: 503, code: 'no_eligible_endpoint' })
      changeRow(stand.world, 'fra', {
        baseUrl: stand.world.endpoint('nrt').url,
        apiKeyEnv: apiKeyEnv('nrt'),
      })
      await vi.waitFor(async () => {
        const { status, headers } = await call()
        expect([status, headers.get('x-endpoint-used')]).toEqual([200, 'fra'])
      }, traffic)
    }))

  it('lets an endpoint drain, and a country that has no other is refused', () =>
    withStand(async stand => {
      expect((await from(stand, 'DE')).headers.get('x-endpoint-used')).toBe('fra')
      changeRow(stand.world, 'fra', { state: 'draining' })
      const refusal = await vi.waitFor(async () => {
        const reply = await from(stand, 'DE')
        expect(reply.status).toBe(503)
        return reply
      }, traffic)
      expectError(refusal, { status: 503, code: 'no_eligible_endpoint' })
      expect(refusal.headers.get('x-route-attempts')).toBeNull()
      expect(await excluded(stand, 'DE')).toMatchObject({
        candidates: [],
        excluded: expect.arrayContaining([{ endpoint: 'fra', reason: 'draining' }]),
      })
      expect((await from(stand, 'VN')).headers.get('x-endpoint-used')).toBe('sin')
    }))

  it.each<EdgeConfigMode>(['hang', 'unauthorized'])(
    'stays the last good one where Edge Config is lost: %s',
    mode =>
      withStand(async stand => {
        await expectServed(stand)
        stand.world.edgeConfig.mode = mode
        const reply = await vi.waitFor(async () => {
          const told = await from(stand, 'VN')
          expect(told.headers.get('x-degraded')).toBe('region-map')
          return told
        }, traffic)
        expect([reply.status, reply.headers.get('x-endpoint-used')]).toEqual([200, 'sin'])
        expect(await health(stand)).toMatchObject({ status: 'ok', degraded: ['region-map'] })
        stand.world.edgeConfig.mode = 'ok'
        await vi.waitFor(() => expectServed(stand), traffic)
      }),
  )

  it('stays the last good one where Edge Config cannot be reached', () =>
    withStand(async stand => {
      await expectServed(stand)
      await stand.world.edgeConfig.refuse()
      const reply = await vi.waitFor(async () => {
        const told = await from(stand, 'VN')
        expect(told.headers.get('x-degraded')).toBe('region-map')
        return told
      }, traffic)
      expect(reply.headers.get('x-endpoint-used')).toBe('sin')
    }))

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'regions'],
    ['no endpoints', { version: 1, endpoints: {} }],
    ['a residency that cannot be read', { version: 1, endpoints: {}, residency: { DE: 'EU' } }],
  ])('stays the last good one where the document is %s', (_, document) =>
    withStand(async stand => {
      await expectServed(stand)
      stand.world.edgeConfig.set('regions', document)
      await vi.waitFor(async () => {
        const { headers } = await from(stand, 'VN')
        expect([headers.get('x-degraded'), headers.get('x-endpoint-used')]).toEqual(['region-map', 'sin'])
      }, traffic)
      expect((await from(stand, 'DE')).headers.get('x-endpoint-used')).toBe('fra')
    }),
  )

  it('loses a faulty row, and the others live', () =>
    withStand(
      async stand => {
        const reply = await from(stand, 'VN')
        expect([reply.headers.get('x-endpoint-used'), reply.headers.get('x-degraded')]).toEqual(['nrt', null])
        expect(await health(stand)).toMatchObject({ regionMap: { source: 'live', endpoints: 4 } })
        expect(stand.gateway.log()).toContain('"path":"endpoints.sin.location')
      },
      { prepare: world => changeRow(world, 'sin', { location: [200, 0] }) },
    ))

  it('leaves out an endpoint whose key this deployment does not hold', () =>
    withStand(
      async stand => {
        expect((await from(stand, 'VN')).headers.get('x-endpoint-used')).toBe('nrt')
        expect(await excluded(stand, 'VN')).toMatchObject({
          excluded: [{ endpoint: 'sin', reason: 'no-upstream-key' }],
        })
      },
      { environment: { UPSTREAM_KEY_SIN: '' } },
    ))
})

describe.concurrent('a cold gateway', () => {
  it.each<EdgeConfigMode>(['error', 'hang', 'not-json'])(
    'takes the bundled map where Edge Config is lost: %s',
    mode =>
      withStand(
        async stand => {
          // It names public endpoints, whose keys no test holds. Under load the first answers of Redis come late.
          const reply = await vi.waitFor(async () => {
            const refused = await from(stand, 'VN')
            expectError(refused, { status: 503, code: 'no_eligible_endpoint' })
            return refused
          }, traffic)
          expect(reply.headers.get('x-degraded')).toBe('region-map')
          expect(await health(stand)).toMatchObject({ status: 'ok', regionMap: { source: 'bundled' } })
          stand.world.edgeConfig.mode = 'ok'
          await vi.waitFor(() => expectServed(stand), { ...traffic, timeout: 12_000 })
        },
        {
          isCold: true,
          prepare: ({ edgeConfig }) => {
            edgeConfig.mode = mode
          },
        },
      ),
  )

  it('says that it is not configured where it is in production without any store', () =>
    withStand(
      async stand => {
        expectError(await from(stand, 'VN'), { status: 503, code: 'configuration_error' })
      },
      { isCold: true, environment: { EDGE_CONFIG: '', VERCEL_ENV: 'production', AUTH: 'open' } },
    ))

  it('reads the store under its newer name', async () => {
    const named = await startStand()
    const { EDGE_CONFIG = '' } = named.world.environment
    const renamed = await startStand({ environment: { EDGE_CONFIG: '', GLOBAL_CONFIG: EDGE_CONFIG } })
    expect(await health(renamed)).toMatchObject({ regionMap: { source: 'live', endpoints: 5 } })
    expect(named.world.edgeConfig.reads).toBeGreaterThan(1)
    await Promise.all([named.close(), renamed.close()])
  })
})
