import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../world/endpoint/fault'
import { isRecord } from '../world/is-record'
import { parseJson } from '../world/parse-json'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { leaksIn, secretMessage, wholeReply } from './support/canaries'
import { eventData, streamedText } from './support/read-events'
import { chatBody, type Reply } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
})
beforeEach(() => stand.world.reset())
afterAll(() => stand.close())

const messages = [secretMessage, { role: 'user', content: 'Xin chào' }]
const answer = 'Hello from iad (us-east-1). You said: Xin chào'

function stream(fault: Fault, changes: object = {}): Promise<Reply> {
  stand.world.endpoint('iad').set({ fault })
  const body = chatBody({ messages, stream: true, ...changes })
  return stand.send({ headers: stand.freshEdge(), body })
}

async function expectCommitted(reply: Reply): Promise<Record<string, unknown>> {
  expect(reply.status).toBe(200)
  expect(Object.fromEntries(reply.headers)).toMatchObject({
    'x-endpoint-used': 'iad',
    'x-route-attempts': 'iad;200',
    'x-route-reason': 'default',
  })
  const hits = stand.world.endpoints.map(endpoint => [endpoint.id, callsOf(endpoint).length])
  expect(Object.fromEntries(hits)).toEqual({ sin: 0, nrt: 0, fra: 0, iad: 1, gru: 0 })
  expect(leaksIn(wholeReply(reply), stand)).toEqual([])
  const line = await callLine(stand.gateway, reply.headers.get('x-request-id') ?? '')
  expect(leaksIn(stand.gateway.log(), stand)).toEqual([])
  return line
}

type Told = { readonly message: string; readonly type: string; readonly code: string }

async function expectInBandError(reply: Reply, told: Told): Promise<void> {
  const last = eventData(reply.text).at(-1) ?? ''
  expect(parseJson(last)).toEqual({ error: { param: null, ...told } })
  expect(reply.text.endsWith(`data: ${last}\n\n`)).toBe(true)
  expect(reply.text).not.toContain('[DONE]')
  expect(eventData(reply.text).filter(data => data.includes('"error"'))).toHaveLength(1)
  expect(await expectCommitted(reply)).toMatchObject({ status: 200, end: 'failed', code: told.code })
}

const truncated = {
  code: 'upstream_stream_truncated',
  type: 'server_error',
  message: 'The endpoint ended the stream before the answer was complete.',
}

describe('after the first content nothing is tried elsewhere, and the caller is told in the stream where the endpoint', () => {
  it.each([
    ['ends it', 'clean-end'],
    ['drops the connection', 'destroy'],
    ['resets the connection', 'reset'],
  ] as const)('%s', async (_, how) => {
    const reply = await stream({ kind: 'cut', how, afterContentEvents: 3 })
    expect(streamedText(reply.text)).toBe('Hello from iad')
    await expectInBandError(reply, truncated)
  })

  it('ends it in the midst of an event, and the half is not passed on', async () => {
    const reply = await stream({ kind: 'half-event', afterContentEvents: 2 })
    expect(streamedText(reply.text)).toBe('Hello from')
    await expectInBandError(reply, truncated)
    expect(eventData(reply.text).map(parseJson).every(isRecord)).toBe(true)
  })

  it('reports an error', async () => {
    const reply = await stream({ kind: 'error-event', afterContentEvents: 2 })
    expect(streamedText(reply.text)).toBe('Hello from')
    await expectInBandError(reply, {
      code: 'upstream_error',
      type: 'server_error',
      message: 'The server had an error while processing your request. Sorry about that!',
    })
  })

  it('sends an event of more than 1 MiB', async () => {
    const reply = await stream({ kind: 'oversized-event', bytes: 1024 * 1024 + 1, afterContentEvents: 2 })
    expect(streamedText(reply.text)).toBe('Hello from')
    expect(reply.text.length).toBeLessThan(10_000)
    await expectInBandError(reply, {
      code: 'upstream_event_too_large',
      type: 'server_error',
      message: 'The endpoint sent more at once than this gateway relays.',
    })
  })

  it('ends it with one of three choices unfinished', async () => {
    const reply = await stream({ kind: 'cut', how: 'clean-end', afterContentEvents: 7 }, { n: 3 })
    await expectInBandError(reply, truncated)
  })
})

describe('a stream is whole where the endpoint', () => {
  it('sends an event that is no JSON, which is passed on as it is', async () => {
    const reply = await stream({ kind: 'malformed-event', afterContentEvents: 2 })
    const malformed = 'data: {"id":"chatcmpl-broken","choices":[{"index":0,"delta":{"content":\n\n'
    expect(reply.text).toContain(malformed)
    expect(streamedText(reply.text)).toBe(answer)
    expect(eventData(reply.text).at(-1)).toBe('[DONE]')
    expect(await expectCommitted(reply)).toMatchObject({ end: 'complete' })
  })

  it('ends it after the finish reason without [DONE], which is added', async () => {
    const reply = await stream({ kind: 'no-done' })
    expect(streamedText(reply.text)).toBe(answer)
    expect(eventData(reply.text).filter(data => data === '[DONE]')).toHaveLength(1)
    expect(reply.text.endsWith('\n\ndata: [DONE]\n\n')).toBe(true)
    expect(await expectCommitted(reply)).toMatchObject({ end: 'complete' })
  })

  it('sends it byte by byte', async () => {
    const reply = await stream({ kind: 'split', bytes: 1 })
    expect(streamedText(reply.text)).toBe(answer)
    expect(eventData(reply.text).at(-1)).toBe('[DONE]')
    expect(await expectCommitted(reply)).toMatchObject({ end: 'complete' })
  })
})
