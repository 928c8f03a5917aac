import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import { expectError } from './support/expect-error'
import { sendRaw } from './support/send-raw'
import { type Asked, chatPath } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin'] })
})
afterEach(() => expect(callsOf(stand.world.endpoint('sin'))).toEqual([]))
afterAll(() => stand.close())

// With a credential the door is passed by and the handler itself refuses.
const callers: [string, Record<string, string>][] = [
  ['without a credential', {}],
  ['with a credential', { authorization: 'Bearer sk-of-the-caller' }],
]

describe.each(callers)('a caller %s', (_, credential) => {
  const lines = Object.entries(credential)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const send = (asked: Asked) => stand.send({ ...asked, headers: { ...credential, ...asked.headers } })

  describe.each(['/v1', '/api/v1'])('at %s', base => {
    it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
      'is told which method, not %s, the path takes',
      async method => {
        const reply = await send({ method, path: `${base}/chat/completions` })
        expectError(reply, { status: 405, code: 'method_not_allowed' })
        expect(reply.headers.get('allow')).toBe('POST')
      },
    )

    it('is told the same of HEAD, without a body', async () => {
      const reply = await send({ method: 'HEAD', path: `${base}/chat/completions` })
      expect([reply.status, reply.headers.get('allow'), reply.text]).toEqual([405, 'POST', ''])
      expect(reply.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
    })

    it.each(['POST', 'PUT', 'DELETE'])('is told that the models take GET, not %s', async method => {
      const reply = await send({ method, path: `${base}/models` })
      expectError(reply, { status: 405, code: 'method_not_allowed' })
      expect(reply.headers.get('allow')).toBe('GET, HEAD')
    })

    it('is answered to HEAD for the models as to GET, without a body', async () => {
      const [head, get] = [
        await send({ method: 'HEAD', path: `${base}/models` }),
        await send({ method: 'GET', path: `${base}/models` }),
      ]
      expect([head.status, head.text]).toEqual([200, ''])
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
    })

    it.each([
      '/nope',
      '/chat',
      '/chat/completions/x',
      '/CHAT/completions',
      '/chat/completions;x',
      '/chat%2Fcompletions',
      '',
    ])('finds nothing at "%s"', async path => {
      const raw = `POST ${base}${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`
      const reply = await sendRaw(stand.gateway.url, `${raw}${lines}content-length: 2\r\n\r\n{}`)
      expectError(reply, { status: 404, code: 'unknown_operation' })
    })
  })

  it.each([
    '/api/nope',
    '/api/v2/chat/completions',
    '/api/v1beta/models',
    '/api/route/x',
    '/api/v1/../x',
    '/api/v1/%2e%2e/x',
  ])('gets an error in JSON at %s', async path => {
    const reply = await sendRaw(stand.gateway.url, `GET ${path} HTTP/1.1\r\nhost: x\r\n${lines}\r\n`)
    expectError(reply, { status: 404, code: 'unknown_operation' })
  })

  it.each([
    ['/api/route', 'DELETE', 'GET, HEAD, POST'],
    ['/api/health', 'POST', 'GET, HEAD'],
    ['/', 'POST', 'GET, HEAD'],
    ['/history', 'PUT', 'GET, HEAD'],
    ['/docs', 'DELETE', 'GET, HEAD'],
    ['/docs/callers/errors', 'PATCH', 'GET, HEAD'],
    ['/api/openapi.json', 'POST', 'GET, HEAD'],
  ])('is told what %s takes instead of %s', async (path, method, allow) => {
    const reply = await send({ path, method })
    expectError(reply, { status: 405, code: 'method_not_allowed' })
    expect(reply.headers.get('allow')).toBe(allow)
  })

  it('is not answered through tricks of the framework', async () => {
    const tricks = {
      'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware',
      'x-nextjs-data': '1',
      rsc: '1',
    }
    const path = '/api/v1/nope'
    expectError(await send({ path, headers: tricks }), { status: 404, code: 'unknown_operation' })
    const data = await send({ method: 'GET', path: '/_next/data/x/api/v1/models.json' })
    expect(data.status).toBe(404)
  })
})

it.each([
  [`${chatPath}/`, chatPath],
  ['/v1/models/', '/v1/models'],
])('a slash too many, as in %s, is redirected to %s', async (path, location) => {
  const reply = await sendRaw(stand.gateway.url, `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`)
  expect([reply.status, reply.headers.get('location')]).toEqual([308, location])
})

it.each([
  ['//v1/models', '/v1/models'],
  ['/api/v1//models', '/api/v1/models'],
])('a slash too many within %s is nothing, unless the host redirects it to %s', async (path, location) => {
  const reply = await sendRaw(stand.gateway.url, `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`)
  expect([
    [308, location],
    [404, null],
  ]).toContainEqual([reply.status, reply.headers.get('location')])
})

it.each(['/x', '/v1/../x', '/v1/../../x'])('%s is nothing', async path => {
  const reply = await sendRaw(stand.gateway.url, `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`)
  expect(reply.status).toBe(404)
})
