import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import { exceptOn } from './support/except-on'
import { expectError } from './support/expect-error'
import { sendRaw } from './support/send-raw'
import { chatBody, chatPath, type Reply } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
let closed: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin'] })
  closed = await startStand({ endpoints: ['sin'], environment: { AUTH: 'required' } })
})
beforeEach(() => stand.world.reset())
afterAll(() => Promise.all([stand.close(), closed.close()]))

const calls = () => callsOf(stand.world.endpoint('sin'))

function rawCall(headers: string, { path = chatPath, on = stand } = {}): Promise<Reply> {
  const body = JSON.stringify(chatBody())
  const head = `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}\r\n`
  return sendRaw(on.gateway.url, `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}

describe('x-request-id', () => {
  it.each(['abcdefgh', 'A-b_3'.repeat(12), '0'.repeat(64)])('%s is kept and sent along', async id => {
    const reply = await stand.send({ headers: { 'x-request-id': id } })
    expect(reply.headers.get('x-request-id')).toBe(id)
    expect(calls()[0]?.headers['x-request-id']).toBe(id)
  })

  it.each([
    ['short', 'abcdefg'],
    ['long', 'x'.repeat(65)],
    ['very long', 'x'.repeat(10_000)],
    ['spaced', 'abcd efgh'],
    ['marked up', '<b>abcdefgh</b>'],
    ['not ASCII', 'abcdefgh\u00e9'],
  ])('that is %s is replaced', async (_, id) => {
    const reply = await stand.send({ headers: { 'x-request-id': id } })
    expect(reply.status).toBe(200)
    expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(calls()[0]?.headers['x-request-id']).toBe(reply.headers.get('x-request-id'))
    expect(stand.gateway.log()).not.toContain(`"${id}"`)
  })

  it('is kept and replaced on errors too, at the door and behind it', async () => {
    const replies = [
      await stand.send({ path: '/v1/nope', headers: { 'x-request-id': 'my-own-id' } }),
      await stand.send({ path: '/v1/nope', headers: { 'x-request-id': 'my-own-id', 'api-key': 'k' } }),
      await stand.send({ method: 'GET', path: '/api/health', headers: { 'x-request-id': 'my-own-id' } }),
    ]
    expect(replies.map(({ headers }) => headers.get('x-request-id'))).toEqual(Array(3).fill('my-own-id'))
    const bad = await stand.send({ path: '/v1/nope', headers: { 'x-request-id': 'bad id' } })
    expect(bad.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('headers that would trick a proxy', () => {
  it.each([
    ['connection: authorization, content-type, keep-alive'],
    ['te: trailers\r\ntrailer: x-secret'],
    ['proxy-authorization: Basic eA==\r\nproxy-connection: keep-alive'],
    ['x-forwarded-host: evil.example\r\nx-forwarded-proto: gopher\r\nforwarded: host=evil.example'],
    ['x-rewrite-url: /api/health\r\nx-original-url: /api/health\r\nx-http-method-override: DELETE'],
    ['x-should-retry: true\r\nx-endpoint-used: evil\r\nx-route-attempts: evil;200'],
    [`x-tenant: a%0d%0ax-admin: 1\r\nx-odd: ${'\u00e9'}`],
  ])('%j change nothing', async headers => {
    const reply = await rawCall(headers)
    expect(reply.status).toBe(200)
    expect(reply.headers.get('x-endpoint-used')).toBe('sin')
    expect(reply.headers.get('x-route-attempts')).toBe('sin;200')
    expect(reply.headers.get('x-should-retry')).toBeNull()
    const sent = JSON.stringify(calls()[0]?.headers)
    expect(sent).not.toMatch(/evil|secret|admin|override|forwarded|proxy|trailer/)
  })

  it.each([
    ['a space before the colon', 'x-odd : 1'],
    ['a bare carriage return', 'x-odd: a\rb'],
    ['a byte of zero', 'x-odd: a\0b'],
  ])('with %s are no HTTP', async (_, header) => {
    expect((await rawCall(header)).status).toBe(400)
    expect(calls()).toEqual([])
  })

  it('of more than 16 KB are too many', async context => {
    exceptOn('worker', 'workerd leaves the limit to what stands in front of it', context)
    exceptOn('artefact', 'workerd leaves the limit to what stands in front of it', context)
    expect((await rawCall(`x-big: ${'x'.repeat(16_384)}`)).status).toBe(431)
  })
})

describe('where a credential is required', () => {
  const refused = { status: 401, code: 'invalid_api_key' }
  const subrequest = 'middleware:middleware:middleware:middleware:middleware'

  it.each([
    'accept: */*',
    'authorization: Bearer sk-unknown',
    'authorization: Basic c2s6c2s=',
    'authorization:',
    'api-key: sk-unknown',
    'x-api-key: sk-unknown',
    `x-middleware-subrequest: ${subrequest}`,
    `x-middleware-subrequest: src/${subrequest}`,
    'connection: authorization, x-api-key',
    'rsc: 1\r\nnext-router-prefetch: 1',
  ])('"%s" does not open the door', async headers => {
    for (const path of [chatPath, '/v1/chat/completions', '/api/v1/models', '/v1/models']) {
      const reply = await (path.includes('models')
        ? rawGet(headers, path)
        : rawCall(headers, { path, on: closed }))
      expectError(reply, refused)
      expect(reply.headers.get('www-authenticate')).toBe('Bearer')
      expect(reply.headers.get('x-should-retry')).toBe('false')
      expect(reply.text).not.toContain('sk-unknown')
    }
    // The framework takes this for the models, other hosts for nothing that they know.
    expect([401, 404]).toContain((await rawGet(headers, '/v1/models.rsc')).status)
    expect(callsOf(closed.world.endpoint('sin'))).toEqual([])
  })

  it('a route is not explained either, and health is told to everybody', async () => {
    expectError(await closed.send({ method: 'GET', path: '/api/route?country=VN' }), refused)
    expect((await closed.send({ method: 'GET', path: '/api/health' })).status).toBe(200)
  })

  function rawGet(headers: string, path: string): Promise<Reply> {
    return sendRaw(closed.gateway.url, `GET ${path} HTTP/1.1\r\nhost: x\r\n${headers}\r\n\r\n`)
  }
})

describe('a caller that hangs up in the midst of its body', () => {
  it('leaves nothing behind but a gateway that serves', async () => {
    const socket = connect(Number(new URL(stand.gateway.url).port), '127.0.0.1')
    await once(socket, 'connect')
    const head = `POST ${chatPath} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json`
    await new Promise(resolve => socket.write(`${head}\r\ncontent-length: 900\r\n\r\n{"model":`, resolve))
    socket.destroy()
    expect((await stand.send()).status).toBe(200)
    expect(calls()).toHaveLength(1)
  })
})
