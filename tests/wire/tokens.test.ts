import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendJson } from '../world/send-json'
import { type LoopbackServer, startLoopbackServer } from '../world/start-loopback-server'
import { expectError } from './support/expect-error'
import type { Reply } from './support/send-to'
import { createKeyPair, createSigner, forge } from './support/sign-token'
import { type Access, startAccess } from './support/start-access'

const { sign, secret } = createSigner()
const own = createKeyPair('own')
const foreign = createKeyPair('own')

let shared: Access
let published: Access
let unreachable: Access
let jwks: LoopbackServer
let fetches = 0

const plans = { two: { requestsPerMinute: 2 } }
beforeAll(async () => {
  jwks = await startLoopbackServer(async (_, response) => {
    fetches++
    sendJson(response, { status: 200, json: { keys: [own.jwk] } })
  })
  const gone = await startLoopbackServer(async () => undefined)
  await gone.close()
  const urlOf = ({ port }: LoopbackServer) => `http://127.0.0.1:${port}/jwks.json`
  shared = await startAccess({ gateways: 2, plans, environment: { JWT_SECRET: secret } })
  const issued = { JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'isochrone' }
  published = await startAccess({ plans, environment: { JWT_JWKS_URL: urlOf(jwks), ...issued } })
  unreachable = await startAccess({ environment: { JWT_JWKS_URL: urlOf(gone) } })
})
afterAll(async () => {
  await Promise.all([shared, published, unreachable].map(access => access.close()))
  await jwks.close()
})

const ours = { iss: 'https://id.example', aud: 'isochrone' }
const now = () => Math.floor(Date.now() / 1000)

// From addresses of their own, so that none is refused for another's guesses.
let addresses = 0
const from = () => ({ headers: { 'x-real-ip': `192.0.2.${++addresses % 250}` } })

function expectUnauthorized(reply: Reply): void {
  expectError(reply, { status: 401, code: 'invalid_api_key' })
}

describe('a token under the shared secret', () => {
  it('is accepted, and its subject counted by its plan, at every gateway', async () => {
    const [one, two] = [await sign({ sub: 'a', plan: 'two' }), await sign({ sub: 'a', plan: 'two' })]
    expect((await shared.sendAs(one, from(), 0)).headers.get('x-ratelimit-remaining-requests')).toBe('1')
    expect((await shared.sendAs(two, from(), 1)).headers.get('x-ratelimit-remaining-requests')).toBe('0')
    expectError(await shared.sendAs(one, from(), 1), { status: 429, code: 'rate_limit_exceeded' })
    expect((await shared.sendAs(await sign({ sub: 'b', plan: 'two' }), from())).status).toBe(200)
  })

  it.each<[string, () => Promise<string> | string]>([
    ['no algorithm', () => forge({ alg: 'none' })],
    ['None', () => forge({ alg: 'None' })],
    ['no alg', () => forge({ typ: 'JWT' })],
    ['another algorithm under the same secret', () => sign({}, { alg: 'HS512' })],
    ['another secret', () => createSigner('another-secret-of-tokens-0123456789abc').sign()],
    ['a key of its own', () => own.sign()],
    ['an end 6 s ago', () => sign({ exp: now() - 6 })],
    ['no end', () => sign({ exp: undefined })],
    ['an end that is a text', () => forge({ alg: 'HS256' }, { exp: 'never' }, 'AAAA')],
    ['a beginning in a minute', () => sign({ nbf: now() + 60 })],
    ['no subject', () => sign({ sub: undefined })],
    ['an empty subject', () => sign({ sub: '' })],
    ['no id', () => sign({ jti: undefined })],
    ['no plan', () => sign({ plan: undefined })],
    ['a number as plan', () => sign({ plan: 4 })],
    ['a plan that there is none', () => sign({ plan: 'platinum' })],
    // Not its last letter, some of whose bits say nothing.
    [
      'another signature',
      async () =>
        (await sign()).replace(
          /\.([^.])([^.]*)$/,
          (_, first, rest) => `.${first === 'A' ? 'B' : 'A'}${rest}`,
        ),
    ],
    ['no signature', async () => (await sign()).replace(/[^.]*$/, '')],
  ])('with %s is refused', async (_, make) => {
    expectUnauthorized(await shared.sendAs(await make(), from()))
  })

  it('is allowed a clock that is 4 s late', async () => {
    expect((await shared.sendAs(await sign({ exp: now() - 3 }), from())).status).toBe(200)
  })

  it.each([
    ['an ISO date', () => new Date(Date.now() + 600_000).toISOString()],
    ['seconds', () => now() + 600],
  ])('is refused at every gateway once it is revoked, until %s', async (_, expiresAt) => {
    const jti = crypto.randomUUID()
    const token = await sign({ jti })
    const other = await sign()
    for (const at of [0, 1]) expect((await shared.sendAs(token, from(), at)).status).toBe(200)
    const { status } = await shared.operate('POST', '/revocations', { jti, expiresAt: expiresAt() })
    expect(status).toBe(201)
    for (const at of [0, 1, 0]) expectUnauthorized(await shared.sendAs(token, from(), at))
    expect((await shared.sendAs(other, from())).status).toBe(200)
  })
})

describe('a token under a published key', () => {
  it('is accepted', async () => {
    expect((await published.sendAs(await own.sign(ours), from())).status).toBe(200)
  })

  it.each<[string, () => Promise<string> | string]>([
    ['another key of the same id', () => foreign.sign(ours)],
    ['the public key as a secret', () => createSigner(own.pem).sign(ours, { alg: 'HS256', kid: 'own' })],
    ['no algorithm', () => forge({ alg: 'none', kid: 'own' }, ours)],
    ['another issuer', () => own.sign({ ...ours, iss: 'https://evil.example' })],
    ['another audience', () => own.sign({ ...ours, aud: 'other' })],
    ['no audience', () => own.sign({ iss: ours.iss })],
    ['an id of a key that is a path', () => own.sign(ours, { alg: 'ES256', kid: '../../etc/passwd' })],
  ])('with %s is refused', async (_, make) => {
    expectUnauthorized(await published.sendAs(await make(), from()))
  })

  it('of two hundred unknown key ids costs at most one more look at the keys', async () => {
    const before = fetches
    const tokens = Array.from({ length: 200 }, (_, at) =>
      own.sign(ours, { alg: 'ES256', kid: `unknown-${at}` }),
    )
    const statuses: number[] = []
    for (const token of await Promise.all(tokens))
      statuses.push((await published.sendAs(token, from())).status)
    expect(new Set(statuses)).toEqual(new Set([401]))
    expect(fetches - before).toBeLessThanOrEqual(1)
    expect((await published.sendAs(await own.sign(ours), from())).status).toBe(200)
  })
})

describe('where the published keys cannot be had', () => {
  it('a token is neither believed nor refused for good', async () => {
    const reply = await unreachable.sendAs(await own.sign(), from())
    expectError(reply, { status: 503, code: 'auth_unavailable' })
    expect(reply.headers.get('retry-after')).toMatch(/^([1-9]|[1-5]\d)$/)
  })

  it('what is no token at all is refused, and keys are served', async () => {
    expectUnauthorized(await unreachable.sendAs('a.b.c', from()))
    expect((await unreachable.sendAs((await unreachable.makeKey('warm')).key)).status).toBe(200)
  })
})
