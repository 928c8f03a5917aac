import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../world/endpoint/fault'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { leaksIn, secretMessage, wholeReply } from './support/canaries'
import { lostLabel } from './support/lost-label'
import { chatBody, type Reply } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
})
beforeEach(() => stand.world.reset())
afterAll(() => stand.close())

const messages = [secretMessage, { role: 'user', content: 'Xin chào' }]

function send(changes: object = {}, headers: Record<string, string> = {}): Promise<Reply> {
  return stand.send({
    headers: { ...stand.freshEdge(), ...headers },
    body: chatBody({ messages, ...changes }),
  })
}

type Expected = { readonly status: number; readonly code: string; readonly attempts: string }

async function expectFailure(reply: Reply, { status, code, attempts }: Expected): Promise<void> {
  expect(reply.status).toBe(status)
  expect(reply.headers.get('x-route-attempts')).toBe(attempts)
  expect(reply.headers.get('x-endpoint-used')).toBeNull()
  expect(reply.headers.get('x-route-reason')).toBeNull()
  expect(reply.headers.get('content-type')).toBe('application/json')
  const type = status === 429 ? 'rate_limit_error' : status >= 500 ? 'server_error' : 'invalid_request_error'
  const param = code === 'model_not_found' ? 'model' : null
  expect(reply.json).toEqual({ error: { message: expect.any(String), type, param, code } })
  const line = await callLine(stand.gateway, reply.headers.get('x-request-id') ?? '')
  expect(line).toMatchObject({ status, code, attempts })
  expect(leaksIn(wholeReply(reply), stand)).toEqual([])
  expect(leaksIn(stand.gateway.log(), stand)).toEqual([])
}

function everyEndpoint(fault: Fault): void {
  for (const endpoint of stand.world.endpoints) endpoint.set({ fault })
}

const status = (value: number, headers: Record<string, string> = {}): Fault => ({
  kind: 'status',
  status: value,
  headers,
})
const quota = { error: { message: 'Out of credit', type: 'insufficient_quota', code: 'insufficient_quota' } }
const unknown = { error: { message: 'No such model', type: 'x', param: null, code: 'model_not_found' } }

const two = (label: string) => `iad;${label}, fra;${label}`
const three = (label: string) => `${two(label)}, sin;${label}`

// After what an endpoint may have worked on there is one other try, for work is paid for; else there are two.
const failures: [string, Fault, Expected][] = [
  ['reset', { kind: 'reset' }, { status: 502, code: 'upstream_unreachable', attempts: two('reset') }],
  ['500', status(500), { status: 502, code: 'upstream_invalid_response', attempts: two('500') }],
  ['502', status(502), { status: 502, code: 'upstream_invalid_response', attempts: two('502') }],
  ['503', status(503), { status: 503, code: 'overloaded', attempts: three('503') }],
  ['529', status(529), { status: 503, code: 'overloaded', attempts: three('529') }],
  ...[520, 522, 524, 527].map((value): [string, Fault, Expected] => [
    String(value),
    status(value),
    { status: 502, code: 'upstream_invalid_response', attempts: two(String(value)) },
  ]),
  ['504', status(504), { status: 504, code: 'upstream_timeout', attempts: two('504') }],
  ['429', status(429), { status: 429, code: 'upstream_rate_limited', attempts: three('429') }],
  ['402', status(402), { status: 429, code: 'upstream_rate_limited', attempts: three('402') }],
  [
    '429 for want of credit',
    { kind: 'status', status: 429, body: quota },
    { status: 429, code: 'upstream_rate_limited', attempts: three('429') },
  ],
  ['401', status(401), { status: 502, code: 'upstream_auth', attempts: three('401') }],
  ['403', status(403), { status: 502, code: 'upstream_auth', attempts: three('403') }],
  ['307', status(307), { status: 502, code: 'upstream_invalid_response', attempts: three('307') }],
  [
    '404 without an error',
    { kind: 'status', status: 404, body: 'Not Found' },
    { status: 502, code: 'upstream_invalid_response', attempts: three('404') },
  ],
  [
    '404 for the model',
    { kind: 'status', status: 404, body: unknown },
    { status: 404, code: 'model_not_found', attempts: three('404') },
  ],
  ['a page', { kind: 'html' }, { status: 502, code: 'upstream_invalid_response', attempts: two('invalid') }],
  [
    'nothing',
    { kind: 'empty' },
    { status: 502, code: 'upstream_invalid_response', attempts: two('invalid') },
  ],
  [
    'no JSON',
    { kind: 'invalid-json' },
    { status: 502, code: 'upstream_invalid_response', attempts: two('invalid') },
  ],
  [
    'something else',
    { kind: 'wrong-schema' },
    { status: 502, code: 'upstream_invalid_response', attempts: two('invalid') },
  ],
  ['204', status(204), { status: 502, code: 'upstream_invalid_response', attempts: two('204') }],
  [
    'an error with 200',
    { kind: 'error-200' },
    { status: 502, code: 'upstream_invalid_response', attempts: two('invalid') },
  ],
]

describe('where every endpoint answers', () => {
  it.each(failures)('%s, the caller is told so', async (_, fault, expected) => {
    everyEndpoint(fault)
    await expectFailure(await send(), expected)
    await expectFailure(await send({ stream: true }), expected)
    expect(stand.world.endpoints.flatMap(callsOf)).toHaveLength(2 * expected.attempts.split(', ').length)
  })

  it.each([
    [429, '59', { 'retry-after': '3600' }],
    [429, '1', { 'retry-after': '0' }],
    [429, '5', { 'retry-after': 'soon' }],
    [429, '5', {}],
    [503, '5', {}],
  ])('%i, retry-after is %s', async (value, wait, headers) => {
    everyEndpoint(status(value, headers))
    expect((await send()).headers.get('retry-after')).toBe(wait)
  })

  it.each([
    [401, 'false'],
    [500, null],
    [503, null],
    [429, null],
  ])('%i, x-should-retry is %s', async (value, advice) => {
    everyEndpoint(status(value))
    expect((await send()).headers.get('x-should-retry')).toBe(advice)
  })
})

describe('where every endpoint', () => {
  it('refuses the connection, the caller is told so after as many tries as the label allows', async () => {
    await Promise.all(stand.world.endpoints.map(endpoint => endpoint.refuse()))
    // A third is for calls that have provably not been worked on.
    const attempts = lostLabel === 'refused' ? three(lostLabel) : two(lostLabel)
    const expected = { status: 502, code: 'upstream_unreachable', attempts }
    await expectFailure(await send(), expected)
    await expectFailure(await send({ stream: true }), expected)
  })

  it('cuts a stream off before any content, the caller is told so', async () => {
    everyEndpoint({ kind: 'cut', how: 'destroy' })
    const expected = { status: 502, code: 'upstream_invalid_response', attempts: two('truncated') }
    await expectFailure(await send({ stream: true }), expected)
  })
})

describe('where every endpoint of a plain call', () => {
  it('cuts its answer short, the caller is told so', async () => {
    everyEndpoint({ kind: 'truncated-json' })
    const expected = { status: 502, code: 'upstream_invalid_response', attempts: two('truncated') }
    await expectFailure(await send(), expected)
  })
})

describe('the last failure is told', () => {
  it('and not a rate limit where only some are limited', async () => {
    everyEndpoint(status(429))
    stand.world.endpoint('fra').set({ fault: status(503) })
    const attempts = 'iad;429, fra;503, sin;429'
    await expectFailure(await send(), { status: 503, code: 'overloaded', attempts })
  })

  it('of the one that the caller has pinned, after one try', async () => {
    stand.world.endpoint('sin').set({ fault: status(500) })
    const reply = await send({}, { 'x-route-to': 'sin' })
    await expectFailure(reply, { status: 502, code: 'upstream_invalid_response', attempts: 'sin;500' })
  })
})

describe('what an endpoint says of the caller’s own fault', () => {
  it.each([400, 409, 413, 415, 422])('is passed on with its status %i after one try', async value => {
    const error = { message: 'Too many images.', type: 'image_error', param: 'messages', code: 'too_many' }
    everyEndpoint({ kind: 'status', status: value, body: { error } })
    const reply = await send()
    expect(reply.status).toBe(value)
    expect(reply.json).toEqual({ error })
    expect(reply.headers.get('x-route-attempts')).toBe(`iad;${value}`)
    expect(reply.headers.get('x-should-retry')).toBe('false')
    expect(leaksIn(wholeReply(reply), stand)).toEqual([])
  })

  it('is passed on without the keys, hosts and accounts it names', async () => {
    const iad = stand.world.endpoint('iad')
    const message = `Key ${iad.apiKey} of org-1a2b3c4d5e at ${iad.url}/x or 127.0.0.1:${iad.port} is at fault.`
    iad.set({ fault: { kind: 'status', status: 400, body: { error: { message } } } })
    const reply = await send()
    expect(reply.status).toBe(400)
    expect(leaksIn(wholeReply(reply), stand)).toEqual([])
    expect(reply.text).not.toContain('org-1a2b')
  })
})
