import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import { expectError } from './support/expect-error'
import { lostLabel } from './support/lost-label'
import { chatBody, type Reply } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
let untrusting: Stand
beforeAll(async () => {
  stand = await startStand()
  untrusting = await startStand({ environment: { TRUST_GEO_HEADERS: '' } })
})
beforeEach(() => Promise.all([stand.world.reset(), untrusting.world.reset()]))
afterAll(() => Promise.all([stand.close(), untrusting.close()]))

const hits = () => stand.world.endpoints.filter(endpoint => callsOf(endpoint).length > 0).map(({ id }) => id)

function from(country: string, headers: Record<string, string> = {}): Promise<Reply> {
  return stand.send({ headers: { ...stand.freshEdge(), 'x-vercel-ip-country': country, ...headers } })
}

function facts({ headers }: Reply): (string | null)[] {
  return ['x-routed-from', 'x-endpoint-used', 'x-route-reason', 'x-route-attempts'].map(name =>
    headers.get(name),
  )
}

// Each call comes by an edge of its own, where nothing is measured yet: the region map alone decides.
describe('a call goes', () => {
  it.each([
    ['VN', 'sin', 'listed'],
    ['KR', 'nrt', 'listed'],
    ['AR', 'gru', 'listed'],
    ['US', 'iad', 'listed'],
    ['DE', 'fra', 'listed'],
    ['JP', 'sin', 'listed'],
    ['BR', 'gru', 'nearest'],
    ['GB', 'fra', 'nearest'],
  ])('from %s to %s: %s', async (country, endpoint, reason) => {
    expect(facts(await from(country))).toEqual([country, endpoint, reason, `${endpoint};200`])
    expect(hits()).toEqual([endpoint])
  })

  it('to the nearest of those that no list names, by the coordinates of the caller', async () => {
    const place = { 'x-vercel-ip-latitude': '25.76', 'x-vercel-ip-longitude': '-80.19' }
    expect(facts(await from('BR', place))).toEqual(['BR', 'iad', 'nearest', 'iad;200'])
  })

  it.each(['XX', 'T1', '', 'ZZ', 'V', 'DEU', '__proto__', 'x'.repeat(300), '%00', '12'])(
    'from the country "%s" by the default order',
    async country => {
      expect(facts(await from(country))).toEqual(['unknown', 'iad', 'default', 'iad;200'])
    },
  )

  it.each(['NaN', '91', '1e1', '-', '0x10'])('by the country where the latitude is %s', async latitude => {
    const place = { 'x-vercel-ip-latitude': latitude, 'x-vercel-ip-longitude': '103.8' }
    expect(facts(await from('VN', place))).toEqual(['VN', 'sin', 'listed', 'sin;200'])
  })

  it('the same way below /v1 and /api/v1', async () => {
    for (const path of ['/v1/chat/completions', '/api/v1/chat/completions']) {
      const headers = { ...stand.freshEdge(), 'x-vercel-ip-country': 'VN' }
      expect(facts(await stand.send({ path, headers }))).toEqual(['VN', 'sin', 'listed', 'sin;200'])
    }
  })

  it('by the default order where geography is not to be trusted', async () => {
    const headers = {
      'x-vercel-ip-country': 'DE',
      'cf-ipcountry': 'VN',
      'x-vercel-ip-latitude': '1.3',
      'x-vercel-ip-longitude': '103.8',
      'x-real-ip': '198.51.100.1',
      'x-vercel-id': 'sin1::id',
    }
    const reply = await untrusting.send({ headers })
    const [country, , reason] = facts(reply)
    expect(country).toBe('unknown')
    // Its edge has no other name, so that by then one endpoint may be known to be faster than another.
    expect(['default', 'fastest']).toContain(reason)
    const explained = await untrusting.send({ method: 'GET', path: '/api/route?model=gpt-4.1', headers })
    expect(explained.json).toMatchObject({ country: 'unknown', edge: 'local', residency: null })
  })
})

describe('residency', () => {
  it('is kept where the only endpoint of the zone is away', async () => {
    await stand.world.endpoint('fra').refuse()
    const reply = await from('DE')
    expectError(reply, { status: 502, code: 'upstream_unreachable' })
    expect(reply.headers.get('x-route-attempts')).toBe(`fra;${lostLabel}`)
    expect(hits()).toEqual([])
  })

  it.each([500, 503, 429, 401])('is kept where the only endpoint of the zone answers %i', async status => {
    stand.world.endpoint('fra').set({ fault: { kind: 'status', status } })
    const edge = stand.freshEdge()
    for (const stream of [false, true]) {
      const reply = await stand.send({
        headers: { ...edge, 'x-vercel-ip-country': 'DE' },
        body: chatBody({ stream }),
      })
      expect(reply.headers.get('x-route-attempts')).toBe(`fra;${status}`)
      expect(reply.headers.get('x-endpoint-used')).toBeNull()
    }
    expect(hits()).toEqual(['fra'])
  })

  it.each([
    [{ 'x-route-to': 'sin' }],
    [{ 'x-route-zone': 'US' }],
    [{ 'x-route-zone': 'US', 'x-route-to': 'iad' }],
    [{ 'x-route-zone': '' }],
  ])('forbids %j', async headers => {
    expectError(await from('DE', headers), { status: 403, code: 'residency_violation' })
    expect(hits()).toEqual([])
  })
})

describe('x-route-to', () => {
  it('pins one endpoint', async () => {
    expect(facts(await from('VN', { 'x-route-to': 'gru' }))).toEqual(['VN', 'gru', 'pinned', 'gru;200'])
  })

  it('takes failover away', async () => {
    stand.world.endpoint('gru').set({ fault: { kind: 'status', status: 503 } })
    const reply = await from('VN', { 'x-route-to': 'gru' })
    expectError(reply, { status: 503, code: 'overloaded' })
    expect(hits()).toEqual(['gru'])
  })

  it.each(['nowhere', '__proto__', 'constructor', 'http://127.0.0.1/', 'SIN', 'x'.repeat(300)])(
    'names no endpoint: %s',
    async id => {
      expectError(await from('VN', { 'x-route-to': id }), { status: 403, code: 'endpoint_not_allowed' })
      expect(hits()).toEqual([])
    },
  )
})

describe('x-route-zone', () => {
  it('narrows a call to a zone, failover included', async () => {
    stand.world.endpoint('nrt').set({ fault: { kind: 'status', status: 503 } })
    const reply = await from('US', { 'x-route-zone': 'APAC' })
    expect(facts(reply)).toEqual(['US', 'sin', 'failover', 'nrt;503, sin;200'])
    stand.world.endpoint('sin').set({ fault: { kind: 'status', status: 503 } })
    const none = await from('US', { 'x-route-zone': 'APAC' })
    expect(none.headers.get('x-route-attempts')).toBe('nrt;503, sin;503')
  })

  it('that residency allows changes nothing', async () => {
    expect(facts(await from('DE', { 'x-route-zone': 'EU' }))).toEqual(['DE', 'fra', 'listed', 'fra;200'])
  })

  it('without any endpoint leaves none', async () => {
    const reply = await from('VN', { 'x-route-zone': 'MOON' })
    expectError(reply, { status: 503, code: 'no_eligible_endpoint' })
    expect(reply.headers.get('x-should-retry')).toBe('false')
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
