import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import { exceptUnread } from './support/except-unread'
import { expectError } from './support/expect-error'
import { sendRaw } from './support/send-raw'
import { type Asked, chatBody, chatPath } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin'] })
})
beforeEach(() => stand.world.reset())
afterAll(() => stand.close())

const limit = 4 * 1024 * 1024
const user = { role: 'user', content: 'Hi' }
const calls = () => callsOf(stand.world.endpoint('sin'))
const bytes = (text: string) => new TextEncoder().encode(text)
const nested = (depth: number) => `{"model":"gpt-4.1","messages":${'['.repeat(depth)}${']'.repeat(depth)}}`

function sizedBody(size: number): string {
  const empty = JSON.stringify(chatBody({ messages: [{ role: 'user', content: '' }] }))
  return JSON.stringify(chatBody({ messages: [{ role: 'user', content: 'x'.repeat(size - empty.length) }] }))
}

function chunked(text: string): ReadableStream<Uint8Array> {
  return new Blob([text]).stream()
}

describe('a body that is no valid call is refused before anything is sent', () => {
  afterEach(() => expect(calls()).toEqual([]))

  it.each<[string, Asked['body'], string, (string | null)?]>([
    ['nothing', '', 'invalid_json'],
    ['no JSON', 'Hello', 'invalid_json'],
    ['half of a JSON text', '{"model":"gpt-4.1"', 'invalid_json'],
    ['two JSON texts', '{"model":"gpt-4.1"} {}', 'invalid_json'],
    ['NaN for a number', '{"model":"gpt-4.1","temperature":NaN}', 'invalid_json'],
    ['a list', '[]', 'invalid_request'],
    ['null', 'null', 'invalid_request'],
    ['no model', { messages: [user] }, 'invalid_request', 'model'],
    ['a number as model', chatBody({ model: 4 }), 'invalid_request', 'model'],
    ['an empty model', chatBody({ model: '' }), 'invalid_request', 'model'],
    ['a model of 257 letters', chatBody({ model: 'x'.repeat(257) }), 'invalid_request', 'model'],
    ['no messages', { model: 'gpt-4.1' }, 'invalid_request', 'messages'],
    ['an empty list of messages', chatBody({ messages: [] }), 'invalid_request', 'messages'],
    ['a text as messages', chatBody({ messages: 'Hi' }), 'invalid_request', 'messages'],
    [
      'a message without role',
      chatBody({ messages: [{ content: 'Hi' }] }),
      'invalid_request',
      'messages[0].role',
    ],
    [
      'an unknown role',
      chatBody({ messages: [user, { ...user, role: 'x' }] }),
      'invalid_request',
      'messages[1].role',
    ],
    ['no content', chatBody({ messages: [{ role: 'user' }] }), 'invalid_request', 'messages[0].content'],
    [
      'a part without type',
      chatBody({ messages: [{ ...user, content: [{}] }] }),
      'invalid_request',
      'messages[0].content[0].type',
    ],
    ['a text as stream', chatBody({ stream: 'yes' }), 'invalid_request', 'stream'],
    ['a text as temperature', chatBody({ temperature: 'hot' }), 'invalid_request', 'temperature'],
    ['a temperature of 2.1', chatBody({ temperature: 2.1 }), 'invalid_request', 'temperature'],
    [
      'a temperature beyond numbers',
      '{"model":"gpt-4.1","messages":[{"role":"user","content":"Hi"}],"temperature":1e999}',
      'invalid_request',
      'temperature',
    ],
    ['no choice', chatBody({ n: 0 }), 'invalid_request', 'n'],
    ['129 choices', chatBody({ n: 129 }), 'invalid_request', 'n'],
    ['half a token', chatBody({ max_tokens: 0.5 }), 'invalid_request', 'max_tokens'],
    ['five stops', chatBody({ stop: ['a', 'b', 'c', 'd', 'e'] }), 'invalid_request', 'stop'],
    ['a nesting of 65 levels', nested(64), 'json_too_deep'],
    ['a nesting of 100,000 levels', nested(100_000), 'json_too_deep'],
    [
      'model twice',
      '{"model":"gpt-4.1","messages":[{"role":"user","content":"Hi"}],"model":"o4-mini"}',
      'duplicate_key',
      'model',
    ],
    [
      'model twice, once in escapes',
      '{"model":"gpt-4.1","messages":[{"role":"user","content":"Hi"}],"mod\\u0065l":"o4-mini"}',
      'duplicate_key',
      'model',
    ],
    [
      'stream twice',
      '{"stream":false,"model":"gpt-4.1","messages":[{"role":"user","content":"Hi"}],"stream":true}',
      'duplicate_key',
      'stream',
    ],
    ['no UTF-8', new Uint8Array([...bytes('{"model":"gpt-4.1'), 0xff, ...bytes('"}')]), 'invalid_encoding'],
    ['UTF-16', new Uint8Array(Buffer.from(JSON.stringify(chatBody()), 'utf16le')), 'invalid_encoding'],
  ])('%s', async (_, body, code, param = null) => {
    expectError(await stand.send({ body: body ?? null }), { status: 400, code, param })
  })

  it('of a model that nobody serves', async () => {
    const reply = await stand.send({ body: chatBody({ model: 'gpt-nobody' }) })
    expectError(reply, { status: 404, code: 'model_not_found', param: 'model' })
  })

  it('of 4 MiB and a byte that says so', async context => {
    exceptUnread(context)
    expectError(await stand.send({ body: sizedBody(limit + 1) }), { status: 413, code: 'request_too_large' })
  })

  it('of 4 MiB and a byte that does not say so', async () => {
    const reply = await stand.send({ body: chunked(sizedBody(limit + 1)) })
    expectError(reply, { status: 413, code: 'request_too_large' })
  })

  it('of 12 MB', async context => {
    exceptUnread(context)
    expectError(await stand.send({ body: sizedBody(12e6) }), { status: 413, code: 'request_too_large' })
  })

  it.each([
    ['shorter', 9],
    ['longer', -1],
  ])('that is %s than its content-length', async (_, more) => {
    const body = JSON.stringify(chatBody())
    const length = Buffer.byteLength(body) + more
    const head = `POST ${chatPath} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json`
    const request = `${head}\r\ncontent-length: ${length}\r\n\r\n${body}`
    expect((await sendRaw(stand.gateway.url, request, { end: true })).status).toBe(400)
  })

  it.each([
    ['content-length and transfer-encoding', 'content-length: 5\r\ntransfer-encoding: chunked'],
    ['two content-lengths', 'content-length: 5\r\ncontent-length: 6'],
    ['an unknown transfer-encoding', 'transfer-encoding: xchunked'],
  ])('with %s', async (_, headers) => {
    const request = `POST ${chatPath} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}\r\n\r\n0\r\n\r\n`
    expect((await sendRaw(stand.gateway.url, request)).status).toBe(400)
  })
})

describe('a body of the wrong kind is refused with 415', () => {
  const raw = bytes(JSON.stringify(chatBody()))

  it.each([
    ['no content type', {}],
    ['plain text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['JSON lines', { 'content-type': 'application/jsonl' }],
    ['JSON in UTF-16', { 'content-type': 'application/json; charset=utf-16' }],
    ['gzip', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ])('%s', async (_, headers) => {
    const response = await fetch(stand.gateway.url + chatPath, { method: 'POST', headers, body: raw })
    const text = await response.text()
    const reply = { status: response.status, headers: response.headers, text, json: JSON.parse(text) }
    expectError(reply, { status: 415, code: 'unsupported_media_type' })
    expect(calls()).toEqual([])
  })
})

describe('a body is taken', () => {
  it.each<[string, Asked]>([
    ['of exactly 4 MiB', { body: sizedBody(limit) }],
    ['without a length', { body: chunked(JSON.stringify(chatBody())) }],
    ['of exactly 4 MiB without a length', { body: chunked(sizedBody(limit)) }],
    ['in UTF-8 by name', { headers: { 'content-type': 'Application/JSON; charset="UTF-8"' } }],
    [
      'nested 64 levels deep',
      { body: chatBody({ yet_to_be_invented: JSON.parse(`${'['.repeat(63)}${']'.repeat(63)}`) }) },
    ],
    ['with a byte order mark', { body: `\uFEFF${JSON.stringify(chatBody())}` }],
    ['with lone surrogates in escapes', { body: JSON.stringify(chatBody({ user: '\ud800' })) }],
  ])('%s', async (_, asked) => {
    expect((await stand.send(asked)).status).toBe(200)
    expect(calls()).toHaveLength(1)
  })

  it('with keys that would poison a prototype, which stay inert and reach the endpoint', async () => {
    const poison = '"__proto__":{"stream":true,"polluted":1},"constructor":{"prototype":{"polluted":1}}'
    const body = `{${poison},"model":"gpt-4.1","messages":[{"role":"user","content":"Hi","__proto__":{"a":1}}]}`
    const reply = await stand.send({ body })
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(calls()[0]?.bodyText).toBe(body.replace('gpt-4.1', 'gpt-4-1-prod'))
  })
})
