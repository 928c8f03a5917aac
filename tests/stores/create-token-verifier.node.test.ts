import { createServer } from 'node:http'
import { CompactSign, exportJWK, exportSPKI, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTokenVerifier, type TokenIssuer } from '@/lib/stores/create-token-verifier'
import { start } from '../support/fake-effects'
import { type LoopbackServer, startLoopbackServer } from '../world/start-loopback-server'

const algorithms = ['ES256', 'EdDSA', 'RS256'] as const
type Algorithm = (typeof algorithms)[number]

const encoder = new TextEncoder()
const secret = 'CANARY-secret-of-the-issuer-0123456789'
const now = start / 1000
const usual = { sub: 'user-1', plan: 'pro', jti: 'token-1', exp: now + 600 }

type Mode = 'ok' | 'error' | 'hang' | 'html' | 'text' | 'redirect'
const published: { keys: object[]; mode: Mode; fetches: number } = { keys: [], mode: 'ok', fetches: 0 }
let pairs: ReadonlyMap<Algorithm, CryptoKeyPair>
let server: LoopbackServer

beforeAll(async () => {
  const made = algorithms.map(
    async name => [name, await generateKeyPair(name, { extractable: true })] as const,
  )
  pairs = new Map(await Promise.all(made))
  published.keys = await Promise.all(
    [...pairs].map(async ([kid, { publicKey }]) => ({ ...(await exportJWK(publicKey)), kid, alg: kid })),
  )
  server = await startLoopbackServer(async (_, response) => {
    published.fetches += 1
    if (published.mode === 'hang') return
    if (published.mode === 'redirect') return void response.writeHead(302, { location: '/other' }).end()
    const status = published.mode === 'error' ? 500 : 200
    const bodies = { html: '<html>', text: '{"keys":1}' }
    const { mode } = published
    const body =
      mode in bodies
        ? mode === 'html'
          ? bodies.html
          : bodies.text
        : JSON.stringify({ keys: published.keys })
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
})
beforeEach(() => {
  Object.assign(published, { mode: 'ok', fetches: 0 })
})
afterAll(() => server.close())

const none = { secret: undefined, jwksUrl: undefined, issuer: undefined, audience: undefined }

function verifier(from: Partial<TokenIssuer>) {
  const fetched: string[] = []
  const clock = { now: start }
  const effects = {
    now: () => clock.now,
    fetch: (url: string, init: RequestInit) => {
      fetched.push(url)
      return fetch(url, init)
    },
  }
  const verify = createTokenVerifier({ ...none, ...from }, effects)
  if (verify === undefined) throw new Error('Nothing is configured.')
  return { verify, fetched, clock }
}

const jwksUrl = () => `http://127.0.0.1:${server.port}/jwks.json`
const bySecret = (more: Partial<TokenIssuer> = {}) => verifier({ secret, ...more })
const byKeys = (more: Partial<TokenIssuer> = {}) => verifier({ jwksUrl: jwksUrl(), ...more })

function pairOf(algorithm: Algorithm): CryptoKeyPair {
  const pair = pairs.get(algorithm)
  if (pair === undefined) throw new Error('There is no such pair.')
  return pair
}

type Claims = Readonly<Record<string, unknown>>

const signed = (claims: Claims = {}, header: Partial<JWTHeaderParameters> = {}) =>
  new SignJWT({ ...usual, ...claims })
    .setProtectedHeader({ alg: 'HS256', ...header })
    .sign(encoder.encode(secret))

const signedBy = (algorithm: Algorithm, header: Partial<JWTHeaderParameters> = {}) =>
  new SignJWT(usual)
    .setProtectedHeader({ alg: algorithm, kid: algorithm, ...header })
    .sign(pairOf(algorithm).privateKey)

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a token is believed', () => {
  it('that is signed with the secret', async () => {
    expect(await bySecret().verify(await signed({ more: 1 }))).toEqual(usual)
  })

  it.each(algorithms)('that is signed with a published key: %s', async algorithm => {
    const { verify } = byKeys()
    expect(await verify(await signedBy(algorithm))).toEqual(usual)
    await verify(await signedBy(algorithm))
    expect(published.fetches).toBe(1)
  })

  it('that expired within the leeway, or is about to begin', async () => {
    const { verify } = bySecret()
    expect(await verify(await signed({ exp: now - 4 }))).toBeDefined()
    expect(await verify(await signed({ nbf: now + 4 }))).toBeDefined()
  })

  it('of the issuer and audience that are asked for', async () => {
    const { verify } = bySecret({ issuer: 'https://id.example', audience: 'gateway' })
    const claims = { iss: 'https://id.example', aud: ['other', 'gateway'] }
    expect(await verify(await signed(claims))).toBeDefined()
  })
})

describe('a token is not believed', () => {
  const without = async (name: keyof typeof usual) => {
    const { [name]: _, ...rest } = usual
    return new SignJWT(rest).setProtectedHeader({ alg: 'HS256' }).sign(encoder.encode(secret))
  }

  it.each<[string, () => Promise<string>]>([
    ['without a signature', async () => `${part({ alg: 'none' })}.${part(usual)}.`],
    ['with none in capitals', async () => `${part({ alg: 'None' })}.${part(usual)}.`],
    ['without an algorithm', async () => `${part({ typ: 'JWT' })}.${part(usual)}.AAAA`],
    [
      'by another secret',
      () => new SignJWT(usual).setProtectedHeader({ alg: 'HS256' }).sign(encoder.encode('x'.repeat(40))),
    ],
    [
      'by a longer hash',
      () => new SignJWT(usual).setProtectedHeader({ alg: 'HS512' }).sign(encoder.encode(secret)),
    ],
    ['by a public algorithm', () => signedBy('RS256')],
    ['without exp', () => without('exp')],
    ['without sub', () => without('sub')],
    ['without jti', () => without('jti')],
    ['without plan', () => without('plan')],
    ['with exp as text', async () => compact({ ...usual, exp: String(now + 600) })],
    ['with an empty sub', () => signed({ sub: '' })],
    ['with a plan that is no name', () => signed({ plan: 'pro\nx' })],
    ['with a plan that is no text', () => signed({ plan: { a: 1 } })],
    ['that begins in 6 s', () => signed({ nbf: now + 6 })],
    ['with an unknown extension that is critical', async () => compact(usual, { crit: ['x'], x: 1 })],
    ['whose claims are changed', async () => changed(await signed())],
    ['that is text', async () => 'a.b.c'],
    ['that is empty parts', async () => '..'],
    ['that is no object', async () => compact([1])],
  ])('%s', async (_, make) => {
    expect(await bySecret().verify(await make())).toBeUndefined()
  })

  it('that is good but for having expired is over, and one that is anything else besides is not', async () => {
    const { verify } = bySecret({ issuer: 'https://id.example' })
    const expired = { iss: 'https://id.example', exp: now - 6 }
    expect(await verify(await signed(expired))).toBe('over')
    expect(await verify(await signed({ ...expired, iss: 'https://evil.example' }))).toBeUndefined()
    expect(await verify(await changed(await signed(expired)))).toBeUndefined()
  })

  it.each([
    ['another issuer', { iss: 'https://evil.example', aud: 'gateway' }],
    ['no issuer', { aud: 'gateway' }],
    ['another audience', { iss: 'https://id.example', aud: 'other' }],
    ['no audience', { iss: 'https://id.example' }],
  ])('of %s', async (_, claims) => {
    const { verify } = bySecret({ issuer: 'https://id.example', audience: 'gateway' })
    expect(await verify(await signed(claims))).toBeUndefined()
  })

  it('that is signed with the public key as if that were a secret', async () => {
    const key = encoder.encode(await exportSPKI(pairOf('RS256').publicKey))
    const token = await new SignJWT(usual).setProtectedHeader({ alg: 'HS256', kid: 'RS256' }).sign(key)
    expect(await byKeys().verify(token)).toBeUndefined()
  })

  it('by the secret where published keys are asked for', async () => {
    expect(await byKeys().verify(await signed())).toBeUndefined()
  })

  it('by another key under a published name', async () => {
    const { privateKey } = await generateKeyPair('ES256')
    const token = await new SignJWT(usual).setProtectedHeader({ alg: 'ES256', kid: 'ES256' }).sign(privateKey)
    expect(await byKeys().verify(token)).toBeUndefined()
  })

  it.each(['../../etc/passwd', "' or 1=1", 'https://evil.example/key', 'x'.repeat(10_000), '__proto__'])(
    'under a key id that nobody published: %.30s',
    async kid => {
      const { verify, fetched } = byKeys()
      expect(await verify(await signedBy('ES256', { kid }))).toBeUndefined()
      expect(new Set(fetched)).toEqual(new Set([jwksUrl()]))
    },
  )

  const compact = (claims: unknown, header: Claims = {}) =>
    new CompactSign(encoder.encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'HS256', ...header })
      .sign(encoder.encode(secret), { crit: { x: true } })

  const changed = (token: string) => {
    const [header, , signature] = token.split('.')
    return `${header}.${part({ ...usual, plan: 'enterprise' })}.${signature}`
  }
})

describe('the published keys', () => {
  it('are fetched at most once more for a thousand tokens of unknown keys', async () => {
    const { verify } = byKeys()
    await verify(await signedBy('ES256'))
    const tokens = await Promise.all(
      Array.from({ length: 1000 }, (_, at) => signedBy('ES256', { kid: `unknown-${at}` })),
    )
    const believed = await Promise.all(tokens.map(token => verify(token)))
    expect(new Set(believed)).toEqual(new Set([undefined]))
    expect(published.fetches).toBeLessThanOrEqual(2)
    expect(await verify(await signedBy('ES256'))).toEqual(usual)
  })

  it('are asked for where they were configured and nowhere else', async () => {
    const evil = createServer()
    const visits: unknown[] = []
    evil.on('request', request => visits.push(request.url))
    await new Promise<void>(resolve => evil.listen(0, '127.0.0.1', resolve))
    const address = evil.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/keys`
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const { verify, fetched } = byKeys()
    for (const header of [{ jku: url }, { x5u: url }, { jwk: await exportJWK(publicKey) }]) {
      const token = await new SignJWT(usual)
        .setProtectedHeader({ alg: 'ES256', kid: 'ES256', ...header })
        .sign(privateKey)
      expect(await verify(token)).toBeUndefined()
    }
    evil.close()
    expect(visits).toEqual([])
    expect(new Set(fetched)).toEqual(new Set([jwksUrl()]))
  })

  it.each(['error', 'html', 'text', 'redirect', 'hang'] as const)(
    'that cannot be had say nothing of the token: %s',
    async mode => {
      published.mode = mode
      const { verify, clock } = byKeys()
      await expect(verify(await signedBy('ES256'))).rejects.toThrow()
      published.mode = 'ok'
      clock.now += 5000
      expect(await verify(await signedBy('ES256'))).toEqual(usual)
    },
  )

  it('say nothing of the token where nobody listens', async () => {
    const { verify, clock } = byKeys()
    await server.refuse()
    await expect(verify(await signedBy('ES256'))).rejects.toThrow('fetch failed')
    await server.accept()
    clock.now += 5000
    expect(await verify(await signedBy('ES256'))).toEqual(usual)
  })

  it('that were fetched are believed while their issuer is away', async () => {
    const { verify } = byKeys()
    await verify(await signedBy('ES256'))
    published.mode = 'error'
    expect(await verify(await signedBy('EdDSA'))).toEqual(usual)
  })
})

it('without an issuer there is no verifier', () => {
  expect(createTokenVerifier(none, { fetch, now: () => start })).toBeUndefined()
})
