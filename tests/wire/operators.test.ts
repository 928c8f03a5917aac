import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError } from './support/expect-error'
import { createSigner } from './support/sign-token'
import { type Access, operatorToken, startAccess } from './support/start-access'
import { type Stand, startStand } from './support/start-stand'

const { sign, secret } = createSigner()
let access: Access
let unset: Stand
beforeAll(async () => {
  access = await startAccess({ environment: { JWT_SECRET: secret } })
  unset = await startStand({ endpoints: ['sin'] })
})
afterAll(() => Promise.all([access.close(), unset.close()]))

const routes = [
  ['POST', '/api/admin/keys'],
  ['GET', '/api/admin/keys'],
  ['DELETE', '/api/admin/keys/AAAAAAAAAAAA'],
  ['POST', '/api/admin/revocations'],
  ['PUT', '/api/admin/keys'],
  ['GET', '/api/admin/nope'],
] as const

describe.each(routes)('%s %s', (method, path) => {
  it('is refused where no operator token is set, whatever is sent', async () => {
    for (const token of ['', 'undefined', 'null', operatorToken]) {
      const reply = await unset.send({ method, path, headers: { authorization: `Bearer ${token}` } })
      expectError(reply, { status: 401, code: 'invalid_api_key' })
      expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer/)
    }
  })

  it('is refused to who is no operator', async () => {
    const { key } = await access.makeKey('warm')
    const wrong = [`${operatorToken}x`, operatorToken.slice(0, -1), operatorToken.toUpperCase()]
    for (const token of [...wrong, key, await sign(), '']) {
      const reply = await access.sendAs(token, { method, path })
      expectError(reply, { status: 401, code: 'invalid_api_key' })
      expect(reply.text).not.toContain(operatorToken)
    }
    expectError(await access.send({ method, path }), { status: 401, code: 'invalid_api_key' })
    expectError(await access.send({ method, path: `${path}?token=${operatorToken}` }), {
      status: 401,
      code: 'invalid_api_key',
    })
  })
})

describe('an operator', () => {
  it.each([
    ['PUT', '/keys', 'POST, GET'],
    ['PATCH', '/keys/AAAAAAAAAAAA', 'DELETE'],
    ['GET', '/revocations', 'POST'],
  ])('is told that %s is no method of %s', async (method, path, allow) => {
    const reply = await access.operate(method, path)
    expectError(reply, { status: 405, code: 'method_not_allowed' })
    expect(reply.headers.get('allow')).toBe(allow)
  })

  it.each(['/nope', '/keys/short', '/keys/AAAAAAAAAAAA/more', '/revocations/x'])(
    'finds nothing at %s',
    async path => {
      expectError(await access.operate('GET', path), { status: 404, code: 'unknown_operation' })
    },
  )

  it.each<[string, object, string]>([
    ['no id', { expiresAt: Math.floor(Date.now() / 1000) + 60 }, 'jti'],
    ['no end', { jti: 'a' }, 'expiresAt'],
    ['an end that is long past', { jti: 'a', expiresAt: 1 }, 'expiresAt'],
    ['an end that is none', { jti: 'a', expiresAt: 'soon' }, 'expiresAt'],
  ])('revokes no token by %s', async (_, body, param) => {
    expectError(await access.operate('POST', '/revocations', body), {
      status: 400,
      code: 'invalid_request',
      param,
    })
  })

  it('is no caller', async () => {
    expectError(await access.sendAs(operatorToken), { status: 401, code: 'invalid_api_key' })
  })
})
