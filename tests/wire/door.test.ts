import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import { expectError } from './support/expect-error'
import { type Asked, chatPath } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
beforeAll(async () => {
  access = await startAccess({ environment: { CORS_ORIGINS: 'https://app.example' } })
})
afterAll(() => access.close())

const middleware = Array(5).fill('middleware').join(':')
const tricks: [string, Asked][] = [
  ['nothing', {}],
  ['an empty credential', { headers: { authorization: '' } }],
  ['an empty key', { headers: { 'x-api-key': '' } }],
  ['x-middleware-subrequest', { headers: { 'x-middleware-subrequest': middleware } }],
  ['the same below src', { headers: { 'x-middleware-subrequest': 'src/middleware:src/middleware' } }],
  ['x-middleware-next', { headers: { 'x-middleware-next': '1', 'x-middleware-rewrite': chatPath } }],
  ['RSC', { headers: { rsc: '1', 'next-router-prefetch': '1' } }],
  ['x-nextjs-data', { headers: { 'x-nextjs-data': '1' } }],
  ['forged identities', { headers: { 'x-tenant-id': 'acme', 'x-plan': 'warm', 'x-mw-ran': '1' } }],
  ['another host', { headers: { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' } }],
  ['another method by name', { headers: { 'x-http-method-override': 'GET' } }],
]

describe('a call without a credential, where one is required', () => {
  it.each(tricks)('is refused: %s', async (_, asked) => {
    const before = callsOf(access.world.endpoint('sin')).length
    for (const path of [chatPath, '/v1/chat/completions']) {
      const reply = await access.send({ ...asked, path })
      expectError(reply, { status: 401, code: 'invalid_api_key' })
      expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer/)
      expect(reply.headers.get('x-should-retry')).toBe('false')
    }
    expect((await access.send({ ...asked, method: 'GET', path: '/v1/models' })).status).toBe(401)
    expect(callsOf(access.world.endpoint('sin'))).toHaveLength(before)
  })

  it.each(['.rsc', '.segments/_tree.segment.rsc', '/', ';x', '.json', '%2f', '?a=b'])(
    'reaches no endpoint by a path that ends in %s',
    async end => {
      const before = callsOf(access.world.endpoint('sin')).length
      expect((await access.send({ path: chatPath + end })).status).not.toBe(200)
      expect(callsOf(access.world.endpoint('sin'))).toHaveLength(before)
    },
  )

  it('is a preflight, and is answered', async () => {
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' }
    const reply = await access.send({ method: 'OPTIONS', body: null, headers })
    expect(reply.status).toBe(204)
    expect(reply.headers.get('access-control-allow-origin')).toBe('https://app.example')
  })

  it('asks for the health, and is answered', async () => {
    expect((await access.send({ method: 'GET', path: '/api/health' })).status).toBe(200)
  })
})
