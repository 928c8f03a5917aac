import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendJson } from '../world/send-json'
import { type LoopbackServer, startLoopbackServer } from '../world/start-loopback-server'
import { expectError } from './support/expect-error'
import type { Reply } from './support/send-to'
import { type Claims, createKeyPair, createSigner, usualClaims } from './support/sign-token'
import { type Access, startAccess } from './support/start-access'

const { sign, secret } = createSigner()
const own = createKeyPair('own')
const foreign = createKeyPair('foreign')

let shared: Access
let published: Access
let jwks: LoopbackServer
const visits: string[] = []
beforeAll(async () => {
  jwks = await startLoopbackServer(async ({ url = '' }, response) => {
    visits.push(url)
    sendJson(response, { status: 200, json: { keys: [url === '/jwks.json' ? own.jwk : foreign.jwk] } })
  })
  const issued = { JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'isochrone' }
  shared = await startAccess({
    endpoints: ['sin', 'fra'],
    plans: { two: { requestsPerMinute: 2 }, european: { zones: ['EU'] } },
    environment: { JWT_SECRET: secret },
  })
  published = await startAccess({ environment: { JWT_JWKS_URL: `${urlOf('/jwks.json')}`, ...issued } })
})
afterAll(async () => {
  await Promise.all([shared.close(), published.close()])
  await jwks.close()
})

const urlOf = (path: string) => `http://127.0.0.1:${jwks.port}${path}`
const ours = { iss: 'https://id.example', aud: 'isochrone' }

// From addresses of their own, so that none is refused for another's guesses.
let addresses = 0
const from = () => ({ headers: { 'x-real-ip': `192.0.2.${++addresses % 250}` } })

const statusOf = async (access: Access, token: string) => (await access.sendAs(token, from())).status

function expectUnauthorized(reply: Reply): void {
  expectError(reply, { status: 401, code: 'invalid_api_key' })
}

/** Signs whatever header it is given with the shared secret; the claims go as they are where `b64` is false. */
function signByHand(header: object, claims: Claims = {}): string {
  const text = JSON.stringify(usualClaims(claims))
  const head = Buffer.from(JSON.stringify(header)).toString('base64url')
  const payload = 'b64' in header ? text : Buffer.from(text).toString('base64url')
  const signature = createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url')
  return `${head}.${Buffer.from(text).toString('base64url')}.${signature}`
}

describe('a token with a header that asks for more than a signature', () => {
  it('is believed where it does not', async () => {
    expect(await statusOf(shared, signByHand({ alg: 'HS256' }))).toBe(200)
  })

  it.each<[string, object]>([
    ['an extension that must be understood', { alg: 'HS256', crit: ['exp'], exp: 1 }],
    ['an unknown extension that must be understood', { alg: 'HS256', crit: ['x'], x: 1 }],
    ['an empty list of extensions', { alg: 'HS256', crit: [] }],
    ['claims that are not encoded', { alg: 'HS256', crit: ['b64'], b64: false }],
    ['claims that are not encoded, uncritically', { alg: 'HS256', b64: false }],
    ['several algorithms', { alg: ['none', 'HS256'] }],
  ])('%s is refused', async (_, header) => {
    expectUnauthorized(await shared.sendAs(signByHand(header), from()))
  })
})

describe('a token that brings its own key', () => {
  it.each<[string, () => object]>([
    ['the address of a key set', () => ({ jku: urlOf('/evil.json') })],
    ['the address of a certificate', () => ({ x5u: urlOf('/evil.pem') })],
    ['the key itself', () => ({ jwk: foreign.jwk })],
    ['a path as the id of a key', () => ({ kid: '../../evil.json' })],
    ['an address as the id of a key', () => ({ kid: urlOf('/evil.json') })],
    ['a question to a database as the id of a key', () => ({ kid: "' UNION SELECT 'key' --" })],
    ['an id of a key that every object has', () => ({ kid: '__proto__' })],
  ])('by %s is refused, and nothing is fetched from there', async (_, header) => {
    const signed = await foreign.sign(ours, { alg: 'ES256', kid: 'own', ...header() })
    expectUnauthorized(await published.sendAs(signed, from()))
    expect(new Set([...visits, '/jwks.json'])).toEqual(new Set(['/jwks.json']))
    expect(await statusOf(published, await own.sign(ours))).toBe(200)
  })

  it('is believed by none but the published keys, whatever else it says', async () => {
    const header = { alg: 'ES256', kid: 'own', jku: urlOf('/evil.json') }
    expect(await statusOf(published, await own.sign(ours, header))).toBe(200)
    expect(visits).not.toContain('/evil.json')
  })
})

describe('a token that was accepted', () => {
  it('does not vouch for another that begins alike', async () => {
    const token = await sign({ sub: 'alike' })
    expect(await statusOf(shared, token)).toBe(200)
    const [header = '', claims = '', signature = ''] = token.split('.')
    const other = Buffer.from(JSON.stringify(usualClaims({ sub: 'other' }))).toString('base64url')
    for (const forged of [
      `${header}.${other}.${signature}`,
      `${header}.${claims}.${signature.slice(0, 20)}`,
      `${header}.${claims}.`,
      `${token}.more`,
    ])
      expectUnauthorized(await shared.sendAs(forged, from()))
    expect(await statusOf(shared, token)).toBe(200)
  })

  it('is another caller than one of another subject, though both begin with the same letters', async () => {
    const jti = crypto.randomUUID()
    const tokens = [
      await sign({ jti, sub: 'user-one', plan: 'two' }),
      await sign({ jti, sub: 'user-two', plan: 'two' }),
    ]
    expect(tokens[0]?.slice(0, 35)).toBe(tokens[1]?.slice(0, 35))
    const left: (string | null)[] = []
    for (const token of tokens)
      left.push((await shared.sendAs(token, from())).headers.get('x-ratelimit-remaining-requests'))
    expect(left).toEqual(['1', '1'])
  })
})

describe('what a token claims beside its subject and its plan', () => {
  it('gives it nothing of another tenant', async () => {
    const { id, key } = await shared.makeKey('two', { tenant: 'acme' })
    const claims = { tenant: 'acme', caller: 'tenant-acme', key: id, plan: 'two' }
    for (const sub of ['acme', 'tenant-acme', `key-${id}`, id]) {
      const { headers } = await shared.sendAs(await sign({ ...claims, sub }), from())
      expect(headers.get('x-ratelimit-remaining-requests')).toBe('1')
    }
    expect((await shared.sendAs(key)).headers.get('x-ratelimit-remaining-requests')).toBe('1')
  })

  it('widens nothing that its plan narrows', async () => {
    const token = await sign({
      plan: 'european',
      zones: ['*'],
      models: ['*'],
      scope: 'admin',
      role: 'operator',
    })
    const headers = { 'x-vercel-ip-country': 'VN', 'x-real-ip': '198.51.100.9' }
    expect((await shared.sendAs(token, { headers })).headers.get('x-endpoint-used')).toBe('fra')
    const pinned = await shared.sendAs(token, { headers: { ...headers, 'x-route-to': 'sin' } })
    expectError(pinned, { status: 403, code: 'endpoint_not_allowed' })
    expectUnauthorized(await shared.sendAs(token, { method: 'GET', path: '/api/admin/keys' }))
  })

  it('makes no credential of an identity token, which names no plan', async () => {
    const identity = { ...ours, plan: undefined, jti: undefined, nonce: 'n', email: 'a@b.example' }
    expectUnauthorized(await published.sendAs(await own.sign(identity), from()))
  })
})
