import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import { type Stand, startStand } from './support/start-stand'

let direct: Stand
let behind: Stand
beforeAll(async () => {
  const own = { TRUST_GEO_HEADERS: '', EDGE_REGION: 'fra1' }
  direct = await startStand({ endpoints: ['sin', 'iad'], environment: own })
  behind = await startStand({
    endpoints: ['sin', 'iad'],
    environment: { ...own, COUNTRY_HEADER: 'cf-ipcountry' },
  })
})
afterAll(() => Promise.all([direct.close(), behind.close()]))

const spoofed: [string, Record<string, string>][] = [
  ['a country', { 'x-vercel-ip-country': 'KP' }],
  ['a country of a residency', { 'x-vercel-ip-country': 'DE', 'x-vercel-ip-country-region': 'BE' }],
  ['coordinates', { 'x-vercel-ip-latitude': '1.3', 'x-vercel-ip-longitude': '103.8' }],
  ['coordinates that are none', { 'x-vercel-ip-latitude': 'NaN', 'x-vercel-ip-longitude': '1e999' }],
  ['the country of another proxy', { 'cf-ipcountry': 'VN' }],
  ['an address', { 'x-real-ip': '198.51.100.1', 'x-forwarded-for': '198.51.100.1, 10.0.0.1, ::1' }],
  ['an edge', { 'x-vercel-id': 'sin1::iad1::id' }],
  ['300 letters', { 'x-vercel-ip-country': 'V'.repeat(300), 'x-forwarded-for': '1'.repeat(300) }],
]

async function explained(stand: Stand, headers: Record<string, string>): Promise<unknown> {
  const { json } = await stand.send({ method: 'GET', path: '/api/route?model=gpt-4.1', headers })
  return json
}

describe('a caller that reaches us without a proxy', () => {
  it.each(spoofed)('is not believed about its place: %s', async (_, headers) => {
    const reply = await direct.send({ headers })
    expect([reply.status, reply.headers.get('x-routed-from')]).toEqual([200, 'unknown'])
    expect(reply.headers.get('x-endpoint-used')).toBe('iad')
    expect(await explained(direct, headers)).toMatchObject({
      country: 'unknown',
      edge: 'fra1',
      residency: null,
    })
    // Without what is made by chance, which may hold any letters.
    const {
      authorization,
      'x-request-id': id,
      ...sent
    } = callsOf(direct.world.endpoint('iad')).at(-1)?.headers ?? {}
    expect([authorization, id]).not.toContain(undefined)
    expect(JSON.stringify(sent)).not.toMatch(/KP|198\.51|sin1|x-client/)
  })
})

describe('a caller that reaches us through another proxy', () => {
  it.each([
    ['VN', 'VN'],
    ['vn', 'VN'],
    ['XX', 'unknown'],
    ['T1', 'unknown'],
    ['', 'unknown'],
    ['V'.repeat(300), 'unknown'],
  ])('is where that proxy says, %j, whatever else is said', async (country, expected) => {
    const others = {
      'x-vercel-ip-country': 'DE',
      'x-vercel-ip-latitude': '52',
      'x-vercel-ip-longitude': '13',
    }
    const headers = { ...others, 'x-vercel-id': 'sin1::id', 'cf-ipcountry': country }
    const reply = await behind.send({ headers })
    expect([reply.status, reply.headers.get('x-routed-from')]).toEqual([200, expected])
    expect(await explained(behind, headers)).toMatchObject({
      country: expected,
      edge: 'fra1',
      residency: null,
    })
  })
})
