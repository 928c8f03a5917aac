import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { isRecord } from '../world/is-record'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { changeMap } from './support/change-map'
import { type Asked, chatBody, type Reply } from './support/send-to'
import { type Access, operatorToken, startAccess } from './support/start-access'

type Document = Record<string, unknown>

let access: Access
let outer: Document
beforeAll(async () => {
  access = await startAccess({
    endpoints: ['sin', 'fra', 'iad', 'gru'],
    gateways: 2,
    plans: { anonymous: {} },
    environment: { AUTH: 'open' },
    // What runs in São Paulo is the new endpoint that canaries try out.
    prepare: world =>
      changeMap(world, ({ endpoints, ...map }) => ({ ...map, endpoints: without('gru', endpoints) })),
  })
  outer = await liveMap()
}, 60_000)
beforeEach(() => {
  for (const endpoint of access.world.endpoints) endpoint.set({})
})
afterAll(() => access.close())

function without(id: string, rows: unknown): Document {
  return Object.fromEntries(Object.entries(isRecord(rows) ? rows : {}).filter(([name]) => name !== id))
}

async function liveMap(): Promise<Document> {
  const { regions } = access.world.edgeConfig.items
  if (!isRecord(regions)) throw new Error('There is no map.')
  return { ...regions, countries: { VN: ['sin'] } }
}

/** The outer map with some rows changed, and whatever else. */
function withRows(rows: Readonly<Record<string, object>>, changes: object = {}): Document {
  const own = isRecord(outer.endpoints) ? outer.endpoints : {}
  const changed = Object.entries(rows).map(([id, row]) => [id, { ...Object(own[id]), ...row }])
  return { ...outer, endpoints: { ...own, ...Object.fromEntries(changed) }, ...changes }
}

const newSin = () => ({
  baseUrl: access.world.endpoint('gru').url,
  apiKeyEnv: 'UPSTREAM_KEY_GRU',
  models: ['*'],
})

/** A map in which `sin` is another endpoint. */
const moved = (changes: object = {}) => withRows({ sin: newSin() }, changes)

let share: number | null = null

/** Has both gateways go by a canary, as calls see it. */
async function follow(
  canary: { share: number; countries?: string[]; map: object } | undefined,
): Promise<void> {
  // By its share it is told from the one before.
  if (canary !== undefined && canary.share === share) await follow(undefined)
  share = canary?.share ?? null
  access.world.edgeConfig.set('regions', { ...outer, canary })
  await Promise.all(
    [0, 1].map(at =>
      vi.waitFor(
        async () => {
          await callAs(0, { country: 'US', edge: 'follow' }, at)
          const { json } = await callAs(0, { method: 'GET', path: '/api/route' }, at)
          const told = isRecord(json) && isRecord(json.canary) ? json.canary.share : null
          expect(told).toBe(share)
        },
        { timeout: 20_000, interval: 200 },
      ),
    ),
  )
}

const operate = (path: string, at = 0) =>
  access.send({ method: 'GET', path, headers: { authorization: `Bearer ${operatorToken}` } }, at)

type From = Asked & { readonly country?: string; readonly edge?: string }

// The one zone with `sin`: otherwise whatever is quickest on loopback would be the first choice.
const toSin = { 'x-route-zone': 'APAC' }

let edges = 0

// Where nothing is measured yet, however often the test is tried.
const newEdge = () => `canary-${++edges}`

/** Calls as a caller of that number. */
function callAs(caller: number, { country = 'VN', edge = 'canary', headers, ...asked }: From = {}, at = 0) {
  return access.send(
    {
      ...asked,
      headers: {
        'x-real-ip': `203.0.${Math.floor(caller / 250)}.${caller % 250}`,
        'x-vercel-ip-country': country,
        'x-vercel-id': `${edge}::id`,
        ...headers,
      },
    },
    at,
  )
}

const told = ({ headers }: Reply, name: string) => headers.get(`x-route-${name}`)

/** The callers of so many that go by the canary. */
async function drawn(count: number, from: From = {}): Promise<readonly number[]> {
  const callers = Array.from({ length: count }, (_, at) => at)
  const found: number[] = []
  for (const caller of callers) {
    const reply = await callAs(caller, from, caller % 2)
    expect(reply.status).toBe(200)
    if (told(reply, 'map') === 'canary') found.push(caller)
  }
  return found
}

const status = async (at = 0) => (await access.send({ method: 'GET', path: '/api/status' }, at)).json

describe('a canary', () => {
  it('is gone by by its share of the callers, who stay as it grows, and by no other country', async () => {
    const before = callsOf(access.world.endpoint('gru')).length
    await follow({ share: 0.2, countries: ['VN'], map: moved() })
    const few = await drawn(150, { headers: toSin })
    // Four standard deviations.
    expect(Math.abs(few.length - 30)).toBeLessThan(20)
    expect(callsOf(access.world.endpoint('gru'))).toHaveLength(before + few.length)
    expect(await drawn(20, { country: 'DE' })).toEqual([])
    await follow({ share: 0.5, countries: ['VN'], map: moved() })
    const more = await drawn(150, { headers: toSin })
    expect(Math.abs(more.length - 75)).toBeLessThan(25)
    expect(few.filter(caller => !more.includes(caller))).toEqual([])
  })

  it('is told of: by header, log line, receipt and explanation, the endpoint by its plain id', async () => {
    await follow({ share: 1, countries: ['VN'], map: moved() })
    const edge = newEdge()
    const id = `told-of-${edge}`
    const reply = await callAs(1, { edge, headers: { ...toSin, 'x-request-id': id } })
    expect(reply.headers.get('x-endpoint-used')).toBe('sin')
    expect([told(reply, 'reason'), told(reply, 'attempts'), told(reply, 'map')]).toEqual([
      'listed',
      'sin;200',
      'canary',
    ])
    const name = expect.stringMatching(/^canary\/sin@[0-9a-f]{16}$/)
    const gateway = access.gateways[0]
    if (gateway === undefined) throw new Error('There is no gateway.')
    expect(await callLine(gateway, id)).toMatchObject({ endpoint: name, canary: 'canary' })
    const receipt = await vi.waitFor(async () => {
      const { json, status } = await operate(`/api/admin/requests/${id}`)
      expect(status).toBe(200)
      return json
    })
    expect(JSON.stringify(receipt)).toMatch(/"canary":\{"version":"[0-9a-f]{16}","side":"canary"\}/)
    const asked = { method: 'GET', path: '/api/route?model=gpt-4.1', headers: toSin }
    const explained = await callAs(1, { ...asked, edge: newEdge() })
    expect(explained.json).toMatchObject({
      canary: { state: 'on', share: 1, countries: ['VN'], included: true, reason: 'drawn' },
      candidates: [{ endpoint: 'sin', map: 'canary' }, { endpoint: 'sin' }],
    })
    expect(explained.text).not.toContain('canary/')
    const asOther = await callAs(1, { method: 'GET', path: '/api/route?model=gpt-4.1', country: 'DE' })
    expect(asOther.json).toMatchObject({ canary: { included: false, reason: 'outside-countries' } })
  })

  it('never leads a call out of the zones that the outer map allows, whatever its own says', async () => {
    const map = moved({ countries: { DE: ['iad', 'sin'] }, residency: { DE: ['EU', 'US', 'APAC'] } })
    await follow({ share: 1, map })
    const reply = await callAs(2, { country: 'DE', edge: 'resident' })
    expect([told(reply, 'map'), told(reply, 'attempts')]).toEqual(['canary', 'fra;200'])
    access.world.endpoint('fra').set({ fault: { kind: 'status', status: 503 } })
    const others = ['sin', 'iad', 'gru'] as const
    const before = others.map(id => callsOf(access.world.endpoint(id)).length)
    for (let call = 0; call < 3; call++) {
      const refused = await callAs(2, { country: 'DE', edge: 'resident' })
      expect(refused.status).toBeGreaterThanOrEqual(500)
      expect(told(refused, 'attempts')).toMatch(/^fra;\d+$/)
    }
    const pinned = await callAs(2, { country: 'DE', headers: { 'x-route-to': 'iad' } })
    expect(pinned.status).toBe(403)
    expect(others.map(id => callsOf(access.world.endpoint(id)).length)).toEqual(before)
  })
})

describe('a canary that fails its callers', () => {
  const failing = { fault: { kind: 'status', status: 500 } } as const

  it('is turned off for all gateways by a circuit, no call is lost, and it stays off until it is changed', async () => {
    await follow({ share: 1, countries: ['VN'], map: moved({ default: ['fra'] }) })
    const from = { edge: newEdge(), headers: toSin }
    expect(told(await callAs(3, from, 1), 'map')).toBe('canary')
    access.world.endpoint('gru').set(failing)
    const tries: string[] = []
    while (tries.length < 8) {
      const reply = await callAs(3, { ...from, body: chatBody({ user: `caller-${tries.length}` }) })
      expect([reply.status, reply.headers.get('x-endpoint-used')]).toEqual([200, 'sin'])
      tries.push(`${told(reply, 'attempts')} ${told(reply, 'map')}`)
    }
    expect(tries).toEqual([...Array(5).fill('sin;500, sin;200 outer'), ...Array(3).fill('sin;200 null')])
    expect(access.gateways[0]?.log()).toContain('"event":"canary-off"')
    // The other one is told with its own calls, within the time in which shared health is.
    await vi.waitFor(
      async () => {
        const reply = await callAs(3, { edge: 'elsewhere' }, 1)
        expect(reply.status).toBe(200)
        expect(told(reply, 'map')).toBeNull()
      },
      { timeout: 5000, interval: 200 },
    )
    access.world.endpoint('gru').set({})
    for (const at of [0, 1]) {
      expect(await status(at)).toMatchObject({
        canary: { state: 'off', reason: 'circuit-open', endpoint: 'sin', since: expect.any(String) },
      })
      for (let call = 0; call < 10; call++) expect(told(await callAs(call, {}, at), 'map')).toBeNull()
    }
    expect((await callAs(3, { method: 'GET', path: '/api/route' })).json).toMatchObject({
      canary: { state: 'off', included: false, reason: 'off' },
    })
    await follow({ share: 0.99, countries: ['VN'], map: moved({ default: ['fra'] }) })
    expect(await status()).toMatchObject({ canary: { state: 'on', reason: null, since: null } })
  })
})

describe('the outcomes of a canary', () => {
  it('stand apart on the status page, in its JSON and in the metrics, and cost two commands more', async () => {
    // Counted from nothing, also where the test is tried again.
    const map = moved({ zones: { [`try-${Date.now()}`]: {} } })
    await follow({ share: 0.5, countries: ['VN'], map })
    access.world.endpoint('gru').set({ timeToFirstTokenMs: 300 })
    const body = chatBody({ stream: true })
    const sides = { canary: 0, control: 0 }
    for (let caller = 0; caller < 40; caller++) {
      const reply = await callAs(caller, { body, headers: toSin, edge: 'apart' })
      sides[told(reply, 'map') === 'canary' ? 'canary' : 'control']++
      await callAs(caller, { body, country: 'DE', edge: 'apart' })
    }
    expect(Math.min(sides.canary, sides.control)).toBeGreaterThan(5)
    const document = await vi.waitFor(
      async () => {
        const found = await status()
        expect(found).toMatchObject({
          canary: {
            state: 'on',
            share: 0.5,
            countries: ['VN'],
            outcomes: {
              canary: { calls: sides.canary, errors: 0, samples: sides.canary },
              control: { calls: sides.control, errors: 0, samples: sides.control },
            },
          },
        })
        return found
      },
      { timeout: 5000, interval: 200 },
    )
    const { outcomes } = Object(document).canary
    expect(outcomes.canary.latencyMs.p50).toBeGreaterThan(270)
    expect(outcomes.control.latencyMs.p95).toBeLessThan(200)
    const page = await access.send({ method: 'GET', path: '/' })
    expect(page.text.includes('50 % of the callers from VN go by another region map')).toBe(true)
    // Its version follows from URLs too.
    const { version } = Object((await operate('/api/admin/region-map')).json).canary
    for (const secret of [access.world.endpoint('gru').url, 'canary/sin', version])
      expect([page.text, JSON.stringify(document)].some(text => text.includes(secret))).toBe(false)
    const metrics = (await operate('/api/metrics')).text
    expect(metrics).toContain(`isochrone_canary_requests_total{side="canary",outcome="ok"} ${sides.canary}\n`)
    expect(metrics).toContain(
      `isochrone_canary_requests_total{side="control",outcome="ok"} ${sides.control}\n`,
    )
    expect(metrics).toContain('isochrone_canary_share 0.5\n')
    const upstash = access.world.upstash
    const before = upstash?.commands.length ?? 0
    await status()
    expect((upstash?.commands.length ?? 0) - before).toBeLessThanOrEqual(20)
  })
})

describe('the check of a map with a canary', () => {
  const check = (canary: object) => access.operate('POST', '/region-map/check', { ...outer, canary })

  it('says whose calls would move for its share', async () => {
    const { json } = await check({ share: 0.05, countries: ['VN', 'TH'], map: moved() })
    expect(json).toMatchObject({
      valid: true,
      canary: { share: 0.05, countries: ['VN', 'TH'], unknownCountry: null },
    })
    expect(Object(json).canary.changes).toMatchObject([
      { country: 'TH', from: 'sin', to: 'canary/sin' },
      { country: 'VN', from: 'sin', to: 'canary/sin' },
    ])
  })

  it('names its faults by their paths', async () => {
    const map = withRows({ sin: { baseUrl: 'nowhere' }, fra: { wieght: 2 } })
    const { json } = await check({ share: 2, map })
    const paths = (list: { path: string }[]) => list.map(({ path }) => path)
    expect(json).toMatchObject({ valid: false, canary: null })
    expect(paths(Object(json).problems)).toEqual(
      expect.arrayContaining(['canary.share', 'canary.map.endpoints.sin.baseUrl']),
    )
    expect(paths(Object(json).warnings)).toContain('canary.map.endpoints.fra.wieght')
  })
})
