import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../world/endpoint/fault'
import { callsOf } from './support/calls-of'
import { exceptUnread } from './support/except-unread'
import { expectOperationError } from './support/expect-operation-error'
import { operationCases } from './support/operation-cases'
import { beginAt } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'
import { streamedCases } from './support/streamed-cases'

let stand: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin'] })
})
beforeEach(() => stand.world.reset())
afterAll(() => stand.close())

const sin = () => stand.world.endpoint('sin')
const sent = () => callsOf(sin()).map(({ method, path, bodyText }) => [method, path, JSON.parse(bodyText)])
const used = { prompt: 12, cached: 4, completion: 3 }

const told = {
  'x-endpoint-used': 'sin',
  'x-model-used': 'gpt-4.1',
  'x-cache': 'BYPASS',
  'x-route-attempts': 'sin;200',
  'x-route-reason': 'listed',
  'x-routed-from': 'VN',
  'x-request-id': expect.stringMatching(/^[\w-]{36}$/),
  'x-content-type-options': 'nosniff',
}

/** Has the endpoint answer with just these bytes. */
function write(body: string, headers: Record<string, string> = {}): void {
  const fault: Fault = { kind: 'status', status: 200, headers, body }
  sin().set({ fault })
}

// As no writer of JSON of ours would have it.
const oddly = (answer: object) => `\r\n${JSON.stringify(answer, null, 3).replace('ế', '\\u1ebf')}\n `

const vietnam = () => ({
  ...stand.freshEdge(),
  'x-vercel-ip-country': 'VN',
  'cache-control': 'no-store',
})

describe.each(operationCases)('$name', operation => {
  const { path, body, errors } = operation

  it.each(['', '/api'])(
    'gives a plain answer byte for byte, and says where it comes from: %s/v1',
    async prefix => {
      const text = oddly(operation.answer('Thế giới 🌏', used))
      write(text)
      const asked = body('Xin chào', { temperature: 1 })
      const reply = await stand.send({ path: prefix + path, headers: vietnam(), body: asked })
      expect([reply.status, reply.text]).toEqual([200, text])
      expect(Object.fromEntries(reply.headers)).toMatchObject({
        ...told,
        'content-type': 'application/json',
        'cache-control': 'private, no-store',
      })
      const requestId = reply.headers.get('x-request-id')
      expect(reply.headers.get('request-id')).toBe(errors === 'anthropic' ? requestId : null)
      expect(reply.headers.get('set-cookie')).toBeNull()
    },
  )

  it('reaches the endpoint at its own path, with its name for the model, and otherwise as it was sent', async () => {
    const asked = body('Xin chào', { metadata: { user_id: 'u' } })
    const reply = await stand.send({ path, headers: vietnam(), body: asked })
    expect(operation.textOf(reply.json)).toBe(operation.said('sin', 'Xin chào'))
    expect(sent()).toEqual([['POST', path, { ...asked, model: 'gpt-4-1-prod' }]])
    expect(callsOf(sin())[0]?.headers.authorization).toBe(`Bearer ${sin().apiKey}`)
  })

  it.each<readonly [object, string]>([
    [{ model: undefined }, 'model'],
    [{ model: 4 }, 'model'],
    [{ model: 'x'.repeat(257) }, 'model'],
    ...operation.wrong,
  ])('with %j is refused for that field, and no endpoint is asked', async (changes, param) => {
    const reply = await stand.send({ path, body: body('Hi', changes) })
    expectOperationError(reply, operation, { status: 400, code: 'invalid_request', param })
    expect(sent()).toEqual([])
  })

  it.each<[string, string | object, number, string, string | null]>([
    ['no JSON', 'Hello', 400, 'invalid_json', null],
    ['a list', '[]', 400, 'invalid_request', null],
    ['nothing', '', 400, 'invalid_json', null],
    ['a member twice', '{"model":"gpt-4.1","model":"o4-mini"}', 400, 'duplicate_key', 'model'],
    ['a model that nobody serves', { model: 'gpt-nobody' }, 404, 'model_not_found', 'model'],
  ])('of %s is refused, and no endpoint is asked', async (_, asked, status, code, param) => {
    const written = typeof asked === 'string' ? asked : body('Hi', asked)
    const reply = await stand.send({ path, body: written })
    expectOperationError(reply, operation, { status, code, param })
    expect(sent()).toEqual([])
  })

  it('of more than 4 MiB is refused, and no endpoint is asked', async context => {
    exceptUnread(context)
    const reply = await stand.send({ path, body: 'x'.repeat(4 * 1024 * 1024 + 1) })
    expectOperationError(reply, operation, { status: 413, code: 'request_too_large', param: null })
    expect(sent()).toEqual([])
  })

  it('is asked for by POST alone', async () => {
    const reply = await stand.send({ method: 'DELETE', path, body: null })
    expectOperationError(reply, operation, { status: 405, code: 'method_not_allowed' })
    expect(reply.headers.get('allow')).toBe('POST')
  })
})

describe.each(streamedCases)('a stream of $name', ({ path, body, stream, said }) => {
  const pieces = ['Thế ', 'giới ', '🌏']
  const events = stream.begun(pieces, used) + stream.rest(pieces, used)
  // A comment, an event of a kind that is yet to be invented, and fields that nobody reads.
  const unknown = `: hello\n\nid: 7\nretry: 10\nevent: yet.to.be\ndata: {"type":"yet.to.be", "is":[1,null]}\n\n`

  it.each(['', '/api'])('passes event by event as it is: %s/v1', async prefix => {
    const text = events.replace('\n\n', `\n\n${unknown}`)
    write(text, { 'content-type': 'text/event-stream' })
    const asked = body('Xin chào', stream.asked)
    const reply = await stand.send({ path: prefix + path, headers: vietnam(), body: asked })
    expect([reply.status, reply.text]).toEqual([200, text])
    expect(stream.textOf(reply.text)).toBe('Thế giới 🌏')
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      ...told,
      'content-type': expect.stringMatching(/^text\/event-stream/),
      'cache-control': 'private, no-store, no-transform',
      'x-accel-buffering': 'no',
    })
  })

  it('passes with lines that end in CR LF', async () => {
    const text = events.replaceAll('\n', '\r\n')
    write(text, { 'content-type': 'text/event-stream' })
    const reply = await stand.send({ path, headers: vietnam(), body: body('Xin chào', stream.asked) })
    expect(reply.text).toBe(text)
  })

  it('is the endpoint’s own, with its name for the model', async () => {
    const asked = body('Xin chào', { stream: true })
    const reply = await stand.send({ path, headers: vietnam(), body: asked })
    expect(stream.textOf(reply.text)).toBe(said('sin', 'Xin chào'))
    expect(reply.text.split('\n\n').at(-2)).toContain(stream.end)
    const [call] = sent()
    expect(call).toEqual(['POST', path, expect.objectContaining({ ...asked, model: 'gpt-4-1-prod' })])
  })

  it('has brought its first piece while the endpoint is silent before the next', async () => {
    sin().set({ fault: { kind: 'stall', afterContentEvents: 1 } })
    const controller = new AbortController()
    const response = await beginAt(stand.gateway.url, {
      path,
      headers: vietnam(),
      body: body('Xin chào', { stream: true }),
      signal: controller.signal,
    })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (stream.textOf(text) === '') text += (await reader?.read())?.value ?? expect.fail('It has ended.')
    expect(stream.textOf(text)).toBe('Hello')
    expect(callsOf(sin())[0]?.aborted).toBe(false)
    controller.abort()
  })

  it('gets what says that it is whole from the gateway, where that alone is missing and can be said', async () => {
    sin().set({ fault: { kind: 'no-done' } })
    const reply = await stand.send({ path, headers: vietnam(), body: body('Xin chào', { stream: true }) })
    const last = reply.text.split('\n\n').at(-2) ?? ''
    expect(last.includes(stream.end)).toBe(stream.isEndedByUs)
    expect(last.includes('upstream_stream_truncated')).toBe(!stream.isEndedByUs)
  })
})
