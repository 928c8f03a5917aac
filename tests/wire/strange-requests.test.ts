import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LoopbackServer, startLoopbackServer } from '../world/start-loopback-server'
import { callText } from './support/call-text'
import { callsOf } from './support/calls-of'
import { expectError } from './support/expect-error'
import { openRaw } from './support/open-raw'
import { sendRaw } from './support/send-raw'
import { chatBody, chatPath } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
let elsewhere: LoopbackServer
let visits = 0
let url = ''
let key = ''
beforeAll(async () => {
  access = await startAccess({ endpoints: ['sin', 'fra'], plans: { near: { zones: ['APAC'] } } })
  elsewhere = await startLoopbackServer(async (_, response) => {
    visits++
    response.end()
  })
  url = access.gateways[0]?.url ?? ''
  key = (await access.makeKey('near')).key
})
beforeEach(() => {
  for (const endpoint of access.world.endpoints) endpoint.reset()
})
afterAll(async () => {
  await Promise.all([access.close(), elsewhere.close()])
})

const calls = () => access.world.endpoints.flatMap(callsOf)
// Written byte for byte it is as long in any encoding.
const ascii = chatBody({ messages: [{ role: 'user', content: 'Hi' }] })
const bearer = () => `authorization: Bearer ${key}\r\n`

describe('headers between a caller and its proxy', () => {
  it.each([
    ['name those of the caller as the proxy’s', 'connection: authorization, content-type, x-api-key\r\n'],
    ['announce a trailer', 'te: trailers, deflate\r\ntrailer: x-secret\r\n'],
    ['prove the caller to a proxy', 'proxy-authorization: Basic x-secret\r\nproxy-connection: close\r\n'],
    ['keep the connection alive', 'keep-alive: timeout=x-secret\r\n'],
  ])('leave the credential as it is and go no further: they %s', async (_, headers) => {
    expect((await sendRaw(url, callText({ headers: bearer() + headers }))).status).toBe(200)
    expect(calls()).toHaveLength(1)
    expect(JSON.stringify(calls()[0]?.headers)).not.toMatch(/secret|trailer|proxy|x-api-key|timeout/)
    const unknown = await sendRaw(url, callText({ headers }))
    expectError(unknown, { status: 401, code: 'invalid_api_key' })
  })
})

describe('a value that is not ASCII, or spells what would end a header', () => {
  it.each([
    ['x-route-to', 403],
    ['x-route-zone', 503],
    ['x-session-id', 200],
    ['x-request-id', 200],
    ['x-vercel-ip-country', 200],
    ['x-vercel-ip-city', 200],
    ['x-vercel-ip-latitude', 200],
    ['x-vercel-id', 200],
    ['x-real-ip', 200],
    ['x-forwarded-for', 200],
    ['origin', 200],
    ['user-agent', 200],
    ['x-api-key', 200],
    ['accept', 200],
  ])('in %s is no error of ours and is repeated to nobody', async (name, status) => {
    for (const value of [
      'CANARY-\u00e9\u00ff',
      'CANARY%0d%0ax-admin: 1',
      'CANARY\\r\\nx-admin: 1',
      'CANARY\t1',
    ]) {
      const text = callText({ headers: `${bearer()}${name}: ${value}\r\n`, body: ascii })
      const reply = await sendRaw(url, Buffer.from(text, 'latin1'))
      expect([reply.status, reply.headers.has('x-admin')]).toEqual([status, false])
      expect(`${JSON.stringify([...reply.headers])}${reply.text}`).not.toContain('CANARY')
    }
    expect(JSON.stringify(calls().map(({ headers }) => headers))).not.toMatch(/CANARY|x-admin/)
    expect(access.gateways[0]?.log()).not.toContain('CANARY')
  })

  it.each(['Bearer \u00e9', 'Bearer %00', 'Bearer a b', 'Bearer a%0d%0ab', `Bearer ${'x'.repeat(8000)}`])(
    'is no credential: %j',
    async value => {
      const text = callText({ headers: `authorization: ${value}\r\n`, body: ascii })
      const reply = await sendRaw(url, Buffer.from(text, 'latin1'))
      expectError(reply, { status: 401, code: 'invalid_api_key' })
    },
  )
})

describe('headers that only we may set', () => {
  it.each([
    'x-router-region: evil',
    'x-internal-plan: evil',
    'x-middleware-subrequest: middleware:middleware:middleware:middleware:middleware',
    'x-middleware-next: 1',
    'x-middleware-rewrite: /evil',
    'x-middleware-set-cookie: evil=1',
    'x-middleware-override-headers: authorization\r\nx-middleware-request-authorization: evil',
    'x-should-retry: evil',
    'x-endpoint-used: evil\r\nx-route-reason: evil\r\nx-model-used: evil\r\nx-degraded: evil',
    'x-ratelimit-limit-requests: evil\r\nx-cache: evil\r\nserver-timing: evil',
    'x-plan: evil\r\nx-tenant-id: evil\r\nx-zones: EU',
  ])('are neither believed nor passed on nor repeated: %j', async headers => {
    const reply = await sendRaw(url, callText({ headers: `${bearer()}${headers}\r\n` }))
    expect([reply.status, reply.headers.get('x-endpoint-used')]).toEqual([200, 'sin'])
    expect(reply.headers.get('x-route-attempts')).toBe('sin;200')
    expect(JSON.stringify([...reply.headers])).not.toMatch(/evil|middleware/)
    expect(JSON.stringify(calls().map(each => each.headers))).not.toMatch(/evil|middleware|router|internal/)
    expect((await sendRaw(url, callText({ headers: `${headers}\r\n` }))).status).toBe(401)
  })
})

describe('a caller that names where its call is to go', () => {
  const named = () => `http://127.0.0.1:${elsewhere.port}/v1`
  const names = ['host', 'x-forwarded-host', 'x-base-url', 'x-upstream', 'x-endpoint-url', 'openai-base-url']

  it.each(names)('reaches nobody but the endpoints of the region map: %s', async name => {
    const host = `127.0.0.1:${elsewhere.port}`
    const headers = `${bearer()}${name}: ${name.includes('host') ? host : named()}\r\n`
    const text = callText({ headers, path: `${chatPath}?base_url=${named()}&host=${host}` })
    const reply = await sendRaw(url, name === 'host' ? text.replace('host: x\r\n', '') : text)
    expect([reply.status, reply.headers.get('x-endpoint-used')]).toEqual([200, 'sin'])
    expect(visits).toBe(0)
  })

  it.each([
    ['an endpoint outside its plan', { 'x-route-to': 'fra' }, 403, 'endpoint_not_allowed'],
    ['an address', { 'x-route-to': 'http://127.0.0.1/' }, 403, 'endpoint_not_allowed'],
    ['a zone outside its plan', { 'x-route-zone': 'EU' }, 503, 'no_eligible_endpoint'],
  ])('gets nothing where it names %s', async (_, headers, status, code) => {
    expectError(await access.sendAs(key, { headers }), { status, code })
    expect(calls()).toEqual([])
  })
})

describe('a request in the form that proxies get', () => {
  const upgrade =
    'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'

  // A server may take such a path for one of its own.
  it('is not passed on: GET', async () => {
    const named = `http://127.0.0.1:${elsewhere.port}/v1/models`
    const head = `GET ${named} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n`
    const reply = await sendRaw(url, `${head}${bearer()}\r\n`)
    expect(reply.status === 200 ? reply.json : { object: 'list' }).toMatchObject({ object: 'list' })
    expect([visits, elsewhere.openSockets(), calls()]).toEqual([0, 0, []])
    expect((await sendRaw(url, `${head}\r\n`)).status).not.toBe(200)
  })

  it.each<[string, () => string]>([
    ['POST', () => callText({ path: `http://127.0.0.1:${elsewhere.port}/v1/x`, headers: bearer() })],
    ['CONNECT', () => `CONNECT 127.0.0.1:${elsewhere.port} HTTP/1.1\r\nhost: x\r\n${bearer()}\r\n`],
    ['upgrade', () => `GET http://127.0.0.1:${elsewhere.port}/x HTTP/1.1\r\nhost: x\r\n${upgrade}\r\n`],
  ])('is not passed on: %s', async (_, text) => {
    const { socket, statuses, isClosed } = await openRaw(url)
    socket.write(text())
    await vi.waitFor(() => expect(isClosed() || statuses().length > 0).toBe(true), { timeout: 5000 })
    expect(statuses().filter(status => status < 300)).toEqual([])
    expect([visits, elsewhere.openSockets(), calls()]).toEqual([0, 0, []])
    socket.destroy()
  })

  it.each([
    ['models', '/v1/models', bearer],
    ['calls', chatPath, bearer],
    ['calls, without a credential', chatPath, () => ''],
    ['nothing', '/', () => ''],
  ])('is not passed on and no WebSocket is opened: %s', async (_, path, headers) => {
    const { socket, received } = await openRaw(url)
    socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n${headers()}${upgrade}\r\n`)
    expect((await access.sendAs(key)).status).toBe(200)
    expect(received()).not.toMatch(/^HTTP\/1\.1 101/m)
    expect(calls()).toHaveLength(1)
    socket.destroy()
  })
})

describe('a method that is none of ours', () => {
  it.each(['TRACE', 'SEARCH', 'PROPFIND', 'LOCK', 'PURGE'])(
    '%s gets nothing back of what it sent',
    async method => {
      for (const path of [chatPath, '/v1/models', '/api/admin/keys']) {
        const head = `${method} ${path} HTTP/1.1\r\nhost: x\r\n${bearer()}cookie: a=CANARY\r\n`
        const reply = await sendRaw(url, `${head}connection: close\r\n\r\n`)
        expect(reply.status).toBeGreaterThanOrEqual(400)
        expect(`${JSON.stringify([...reply.headers])}${reply.text}`).not.toMatch(/CANARY|iso_/)
      }
      expect(calls()).toEqual([])
    },
  )
})

describe('a path that is almost one of ours', () => {
  it.each([
    '//v1/models',
    '/v1//models',
    '/v1/models.',
    '/V1/models',
    '/API/v1/models',
    '/v1/models;x',
    '/v1/models.rsc',
    '/v1/models%00',
    '/v1/models%2f',
    '/v1/%6dodels',
    '/%761/models',
    '/v1/./models',
    '/v1/x/../models',
    '/v1/models/%2e%2e/models',
    '/v1/../api/v1/models',
    '/v1/../admin/keys',
    '/api/v1/../admin/keys',
    '/api/v1/%2e%2e/admin/keys',
    '/api/admin/keys.',
    '/api/admin/keys;x',
    '/API/admin/keys',
    '/api/admin/../admin/keys',
  ])('tells nobody anything without a credential: %s', async path => {
    const reply = await sendRaw(url, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    expect([308, 400, 401, 404]).toContain(reply.status)
    expect(reply.text).not.toMatch(/gpt-4|"object"|"keys"/)
    const callPath = path.replace('models', 'chat/completions')
    const call = await sendRaw(url, callText({ path: callPath, headers: 'connection: close\r\n' }))
    expect([308, 400, 401, 403, 404, 405]).toContain(call.status)
    expect(calls()).toEqual([])
  })

  it.each(['/v1/../admin/keys', '/api/v1/../admin/keys', '/api/v1/%2e%2e/admin/keys', '/api/admin/keys;x'])(
    'makes no operator of a caller: %s',
    async path => {
      const reply = await sendRaw(
        url,
        `GET ${path} HTTP/1.1\r\nhost: x\r\n${bearer()}connection: close\r\n\r\n`,
      )
      expect([401, 404]).toContain(reply.status)
    },
  )
})

it('a call after all of these is served', async () => {
  expect((await access.sendAs(key, { body: chatBody({ stream: true }) })).status).toBe(200)
})
