import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../world/endpoint/fault'
import { type LoopbackServer, startLoopbackServer } from '../world/start-loopback-server'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { callerKey, leaksIn, secretMessage, wholeReply } from './support/canaries'
import { lostLabel } from './support/lost-label'
import { streamedText } from './support/read-events'
import { chatBody, type Reply } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
let elsewhere: LoopbackServer
let visits = 0
beforeAll(async () => {
  stand = await startStand()
  elsewhere = await startLoopbackServer(async (_, response) => {
    visits++
    response.end()
  })
})
beforeEach(() => stand.world.reset())
afterAll(() => Promise.all([stand.close(), elsewhere.close()]))

const messages = [secretMessage, { role: 'user', content: 'Xin chào' }]
const answer = 'Hello from fra (eu-central-1). You said: Xin chào'

function send(changes: object): Promise<Reply> {
  const headers = { ...stand.freshEdge(), authorization: `Bearer ${callerKey}` }
  return stand.send({ headers, body: chatBody({ messages, ...changes }) })
}

// A country that is unknown is served in the default order: iad, fra, sin.
async function expectFailover(reply: Reply, attempts: string): Promise<void> {
  expect(reply.status).toBe(200)
  expect(Object.fromEntries(reply.headers)).toMatchObject({
    'x-endpoint-used': 'fra',
    'x-route-attempts': attempts,
    'x-route-reason': 'failover',
    'x-routed-from': 'unknown',
  })
  const line = await callLine(stand.gateway, reply.headers.get('x-request-id') ?? '')
  expect(line).toMatchObject({ status: 200, attempts, endpoint: 'fra', model: 'gpt-4.1' })
  expect(leaksIn(wholeReply(reply), stand)).toEqual([])
  expect(leaksIn(stand.gateway.log(), stand)).toEqual([])
}

function hits(): Record<string, number> {
  return Object.fromEntries(stand.world.endpoints.map(endpoint => [endpoint.id, callsOf(endpoint).length]))
}

const once = { sin: 0, nrt: 0, fra: 1, iad: 1, gru: 0 }

async function expectPlainFailover(attempts: string): Promise<void> {
  const reply = await send({})
  await expectFailover(reply, attempts)
  expect(reply.headers.get('content-type')).toBe('application/json')
  expect(reply.json).toMatchObject({ object: 'chat.completion', choices: [{ message: { content: answer } }] })
}

async function expectStreamedFailover(attempts: string): Promise<void> {
  const reply = await send({ stream: true })
  await expectFailover(reply, attempts)
  expect(reply.headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect(streamedText(reply.text)).toBe(answer)
  expect(reply.text.endsWith('\n\ndata: [DONE]\n\n')).toBe(true)
  expect(reply.text).not.toContain('"error"')
  expect(new Set(reply.text.match(/chatcmpl-\w+/g)).size).toBe(1)
}

const refusal = { error: { message: 'Refused', type: 'x', param: null, code: null } }

// What befalls the first endpoint, and how the try is reported.
const whole: [string, string, Fault][] = [
  ['resets the connection', 'reset', { kind: 'reset' }],
  ['answers 500', '500', { kind: 'status', status: 500 }],
  ['answers 502 with a page', '502', { kind: 'status', status: 502, body: '<h1>Bad Gateway</h1>' }],
  ['answers 503', '503', { kind: 'status', status: 503 }],
  ['answers 529', '529', { kind: 'status', status: 529 }],
  ['answers 504', '504', { kind: 'status', status: 504 }],
  ...[520, 521, 522, 523, 524, 525, 526, 527].map((status): [string, string, Fault] => [
    `answers ${status}`,
    String(status),
    { kind: 'status', status },
  ]),
  ['answers 408', '408', { kind: 'status', status: 408 }],
  ['answers 429', '429', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }],
  ['answers 429 without a wait', '429', { kind: 'status', status: 429 }],
  ['answers 402', '402', { kind: 'status', status: 402 }],
  ['does not take our key', '401', { kind: 'status', status: 401 }],
  ['forbids our key', '403', { kind: 'status', status: 403, body: refusal }],
  ['does not know its path', '404', { kind: 'status', status: 404, body: 'Not Found' }],
  ['answers 204', '204', { kind: 'status', status: 204, body: '' }],
  ['answers a page with 200', 'invalid', { kind: 'html' }],
  ['answers nothing with 200', 'invalid', { kind: 'empty' }],
  ['answers no JSON with 200', 'invalid', { kind: 'invalid-json' }],
  ['answers something else with 200', 'invalid', { kind: 'wrong-schema' }],
  ['answers an error with 200', 'invalid', { kind: 'error-200' }],
]

describe('the next endpoint answers where the first', () => {
  it.each(whole)('%s', async (_, label, fault) => {
    stand.world.endpoint('iad').set({ fault })
    await expectPlainFailover(`iad;${label}, fra;200`)
    expect(hits()).toEqual(once)
  })

  it('refuses the connection', async () => {
    await stand.world.endpoint('iad').refuse()
    await expectPlainFailover(`iad;${lostLabel}, fra;200`)
    expect(hits()).toEqual({ ...once, iad: 0 })
  })

  it('cuts its answer short', async () => {
    stand.world.endpoint('iad').set({ fault: { kind: 'truncated-json' } })
    await expectPlainFailover('iad;truncated, fra;200')
    expect(hits()).toEqual(once)
  })

  it.each([301, 302, 307, 308])('redirects with %i, and nobody follows', async status => {
    const headers = { location: `http://127.0.0.1:${elsewhere.port}/v1/chat/completions` }
    stand.world.endpoint('iad').set({ fault: { kind: 'status', status, headers } })
    await expectPlainFailover(`iad;${status}, fra;200`)
    expect(hits()).toEqual(once)
    expect(visits).toBe(0)
  })
})

const inStreams: [string, string, Fault][] = [
  ['answers JSON', 'invalid', { kind: 'json-for-stream' }],
  ['cuts its answer short', 'invalid', { kind: 'truncated-json' }],
  ['ends before the first content', 'truncated', { kind: 'cut', how: 'clean-end' }],
  ['drops the connection before the first content', 'truncated', { kind: 'cut', how: 'destroy' }],
  ['resets the connection before the first content', 'truncated', { kind: 'cut', how: 'reset' }],
  ['sends half of the first event', 'truncated', { kind: 'half-event', afterContentEvents: 0 }],
  ['sends an error as its first event', 'invalid', { kind: 'error-event' }],
  [
    'sends too much as its first event',
    'invalid',
    { kind: 'oversized-event', bytes: 1.1e6, afterContentEvents: 0 },
  ],
]

describe('the next endpoint streams where the first', () => {
  it.each([...whole, ...inStreams])('%s', async (_, label, fault) => {
    stand.world.endpoint('iad').set({ fault })
    await expectStreamedFailover(`iad;${label}, fra;200`)
    expect(hits()).toEqual(once)
  })

  it('refuses the connection', async () => {
    await stand.world.endpoint('iad').refuse()
    await expectStreamedFailover(`iad;${lostLabel}, fra;200`)
    expect(hits()).toEqual({ ...once, iad: 0 })
  })
})

it('the log has one line for each call', () => {
  const ids = [...stand.gateway.log().matchAll(/"event":"call","requestId":"([\w-]+)"/g)].map(([, id]) => id)
  expect(ids.length).toBeGreaterThan(50)
  expect(new Set(ids).size).toBe(ids.length)
})
