import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isRecord } from '../world/is-record'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { expectError } from './support/expect-error'
import { readNamedEvents } from './support/read-named-events'
import type { Reply } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
let keys: Record<'one' | 'colleague' | 'other', string>
beforeAll(async () => {
  access = await startAccess({ gateways: 2, endpoints: ['sin', 'fra', 'iad'] })
  const make = async (tenant: string) => (await access.makeKey('warm', { tenant })).key
  keys = { one: await make('one'), colleague: await make('one'), other: await make('other') }
})
beforeEach(() => {
  for (const endpoint of access.world.endpoints) {
    endpoint.set({})
    endpoint.requests.length = 0
  }
})
afterAll(() => access.close())

type Asked = {
  readonly after?: string
  readonly country?: string
  readonly by?: keyof typeof keys
  readonly at?: number
  readonly changes?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** Asks for a response, at an edge of its own where no endpoint rests. */
let edges = 0
function ask({ after, country = 'VN', by = 'one', at = 0, changes, headers }: Asked = {}): Promise<Reply> {
  const from = { 'x-vercel-ip-country': country, 'x-vercel-id': `r${++edges}::id` }
  const body = { model: 'gpt-4.1', input: 'Xin chào', previous_response_id: after, ...changes }
  return access.sendAs(keys[by], { path: '/v1/responses', headers: { ...from, ...headers }, body }, at)
}

const routeOf = ({ status, headers }: Reply) => [
  status,
  headers.get('x-route-attempts'),
  headers.get('x-route-reason'),
]
const calls = () => access.world.endpoints.flatMap(({ id, ...each }) => callsOf(each).map(() => id))

function idOf({ json, text }: Reply): string {
  const last = readNamedEvents(text).find(({ name }) => name === 'response.completed')?.data.response
  const answer = isRecord(last) ? last : json
  return isRecord(answer) && typeof answer.id === 'string' ? answer.id : expect.fail(`No response: ${text}`)
}

describe('a response that follows another goes to the endpoint that gave that', () => {
  it.each([
    ['at the same gateway', 0, {}, {}],
    ['at another gateway', 1, {}, {}],
    ['at another gateway, where it was streamed', 1, { stream: true }, {}],
    ['as a stream', 0, {}, { stream: true }],
    ['as a stream at another gateway, where it was streamed', 1, { stream: true }, { stream: true }],
  ])('although its country has another first: %s', async (_, at, before, after) => {
    const first = await ask({ country: 'DE', changes: before })
    expect(routeOf(first)).toEqual([200, 'fra;200', expect.any(String)])
    expect(routeOf(await ask({ at }))).toEqual([200, 'sin;200', 'listed'])
    const second = await ask({ after: idOf(first), at, changes: after })
    expect(routeOf(second)).toEqual([200, 'fra;200', 'affinity'])
    expect(second.text).toContain(`"previous_response_id":"${idOf(first)}"`)
    // And so does what follows that in turn.
    const third = await ask({ after: idOf(second), at: 1 - at })
    expect(routeOf(third)).toEqual([200, 'fra;200', 'affinity'])
    const line = await callLine(
      access.gateways[1 - at] ?? expect.fail(),
      third.headers.get('x-request-id') ?? '',
    )
    expect(line).toMatchObject({ operation: 'responses', endpoint: 'fra', reason: 'affinity' })
  })

  it('where it was chosen by the first call itself', async () => {
    const first = await ask({ headers: { 'x-route-to': 'iad' } })
    expect(routeOf(first)).toEqual([200, 'iad;200', 'pinned'])
    expect(routeOf(await ask({ after: idOf(first) }))).toEqual([200, 'iad;200', 'affinity'])
  })

  it('where others had failed before it', async () => {
    access.world.endpoint('sin').set({ fault: { kind: 'status', status: 503 } })
    const first = await ask()
    expect(first.headers.get('x-route-attempts')).toMatch(/^sin;503, (fra|iad);200$/)
    access.world.endpoint('sin').set({})
    const used = first.headers.get('x-endpoint-used')
    expect(routeOf(await ask({ after: idOf(first) }))).toEqual([200, `${used};200`, 'affinity'])
  })

  it('for another key of the same tenant', async () => {
    const first = await ask({ country: 'DE' })
    const second = await ask({ after: idOf(first), by: 'colleague', at: 1 })
    expect(routeOf(second)).toEqual([200, 'fra;200', 'affinity'])
  })

  it('although that rests', async () => {
    const first = await ask({ country: 'DE' })
    const here = { 'x-vercel-id': 'resting::id' }
    access.world.endpoint('fra').set({
      fault: { kind: 'status', status: 429, headers: { 'retry-after': '50' }, times: 1 },
    })
    expect((await ask({ headers: { ...here, 'x-route-to': 'fra' } })).status).toBe(429)
    const second = await ask({ after: idOf(first), headers: here })
    expect(routeOf(second)).toEqual([200, 'fra;200', 'affinity'])
  })
})

describe('a response that follows another goes nowhere else', () => {
  it.each([
    [503, 503, 'overloaded'],
    [429, 429, 'upstream_rate_limited'],
  ])('where that endpoint answers %i', async (upstream, status, code) => {
    const first = await ask({ country: 'DE' })
    access.world.endpoint('fra').set({ fault: { kind: 'status', status: upstream } })
    const second = await ask({ after: idOf(first) })
    expectError(second, { status, code })
    expect(second.headers.get('x-route-attempts')).toBe(`fra;${upstream}`)
    expect(calls()).toEqual(['fra', 'fra'])
  })

  it('where its country may not use that endpoint', async () => {
    const first = await ask()
    expect(routeOf(first)).toEqual([200, 'sin;200', 'listed'])
    const second = await ask({ after: idOf(first), country: 'DE' })
    expectError(second, { status: 403, code: 'residency_violation' })
    expect(second.headers.get('x-should-retry')).toBe('false')
    expect(calls()).toEqual(['sin'])
  })

  it('where it asks for another endpoint itself', async () => {
    const first = await ask({ country: 'DE' })
    const second = await ask({ after: idOf(first), headers: { 'x-route-to': 'sin' } })
    expectError(second, { status: 403, code: 'endpoint_not_allowed' })
    expect(calls()).toEqual(['fra'])
  })
})

describe('a response that follows one that nobody gave its caller is refused, and no endpoint is asked', () => {
  const notFound = { status: 400, code: 'previous_response_not_found', param: 'previous_response_id' }

  it.each([
    ['none at all', 0, {}],
    ['none at all, as a stream', 0, { stream: true }],
    ['none at all, at another gateway', 1, {}],
  ])('%s', async (_, at, changes) => {
    expectError(await ask({ after: 'resp_of_nobody', at, changes }), notFound)
    expect(calls()).toEqual([])
  })

  it.each([
    ['at the same gateway', 0],
    ['at another gateway', 1],
  ])('that of another caller: %s', async (_, at) => {
    const first = await ask({ by: 'other' })
    expectError(await ask({ after: idOf(first), at }), notFound)
    expect(calls()).toEqual(['sin'])
    expect((await ask({ after: idOf(first), by: 'other', at })).status).toBe(200)
  })

  it('one with an id that is none', async () => {
    for (const after of ['', 'x'.repeat(257)])
      expectError(await ask({ after }), {
        status: 400,
        code: 'invalid_request',
        param: 'previous_response_id',
      })
    expect(calls()).toEqual([])
  })

  it('unless it says that it follows none', async () => {
    expect((await ask({ changes: { previous_response_id: null } })).status).toBe(200)
  })
})

describe('a response that was not stored', () => {
  it('is not found by its endpoint, whose verdict is the answer', async () => {
    const first = await ask({ changes: { store: false } })
    const second = await ask({ after: idOf(first) })
    expect([second.status, second.json]).toMatchObject([
      400,
      { error: { code: 'previous_response_not_found' } },
    ])
  })
})

describe('a call that refers to an item of an answer', () => {
  const input = (id: string) => ({
    input: [
      { type: 'item_reference', id },
      { role: 'user', content: 'Và?' },
    ],
  })

  it('goes to the endpoint that gave that, at another gateway too', async () => {
    const { json } = await ask({ country: 'DE' })
    const output = isRecord(json) && Array.isArray(json.output) ? json.output : []
    const reply = await ask({ at: 1, changes: input(String(output[0]?.id)) })
    // Whether it knows such items is the endpoint's own matter.
    expect(reply.headers.get('x-route-attempts')).toMatch(/^fra;\d+$/)
  })

  it('of nobody, or of another caller, is refused and asks no endpoint', async () => {
    const { json } = await ask({ by: 'other' })
    const output = isRecord(json) && Array.isArray(json.output) ? json.output : []
    const own = idOf(await ask())
    const before = calls().length
    expectError(await ask({ after: own, changes: input(String(output[0]?.id)) }), {
      status: 400,
      code: 'previous_response_not_found',
      param: 'previous_response_id',
    })
    for (const id of ['msg_unknown', String(output[0]?.id)])
      expectError(await ask({ changes: input(id) }), {
        status: 400,
        code: 'previous_response_not_found',
        param: 'input',
      })
    expect(calls()).toHaveLength(before)
  })
})
