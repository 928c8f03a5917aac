import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTokenVerifier } from '@/lib/stores/create-token-verifier'
import { start } from '../support/fake-effects'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

let pairs: readonly CryptoKeyPair[]
let keys: readonly object[]

beforeAll(async () => {
  pairs = await Promise.all([1, 2].map(() => generateKeyPair('ES256', { extractable: true })))
  keys = await Promise.all(
    pairs.map(async ({ publicKey }, at) => ({
      ...(await exportJWK(publicKey)),
      kid: `key-${at}`,
      alg: 'ES256',
    })),
  )
})
// The library that keeps the keys has no other clock.
beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: start }))
afterEach(() => vi.useRealTimers())

async function signedBy(at: number, kid = `key-${at}`): Promise<string> {
  const pair = pairs[at]
  if (pair === undefined) throw new Error('There is no such pair.')
  const exp = Math.floor(Date.now() / 1000) + 600
  return await new SignJWT({ sub: 'user-1', plan: 'pro', jti: 'token-1', exp })
    .setProtectedHeader({ alg: 'ES256', kid })
    .sign(pair.privateKey)
}

type Issuer = { isAway: boolean; keys: readonly object[]; fetches: number }

function build({ isAway = false } = {}) {
  const issuer: Issuer = { isAway, keys: keys.slice(0, 1), fetches: 0 }
  const verify = createTokenVerifier(
    { secret: undefined, jwksUrl: 'https://id.example/jwks', issuer: undefined, audience: undefined },
    {
      now: () => Date.now(),
      fetch: async () => {
        issuer.fetches += 1
        if (issuer.isAway) throw new TypeError('fetch failed')
        return Response.json({ keys: issuer.keys })
      },
    },
  )
  if (verify === undefined) throw new Error('Nothing is configured.')
  const outcome = async (token: string) => {
    const claims = await verify(token).catch(() => 'unknown' as const)
    return claims === undefined ? 'refused' : claims === 'unknown' ? claims : 'believed'
  }
  return { issuer, outcome }
}

const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds)

describe('keys that were got', () => {
  it('are not asked for again for ten minutes', async () => {
    const { issuer, outcome } = build()
    for (let minute = 0; minute < 10; minute += 1) {
      expect(await outcome(await signedBy(0))).toBe('believed')
      pass(minuteMs)
    }
    expect(issuer.fetches).toBe(1)
    pass(1)
    await outcome(await signedBy(0))
    expect(issuer.fetches).toBe(2)
  })

  it('are believed for a day while their issuer is away, and no longer', async () => {
    const { issuer, outcome } = build()
    await outcome(await signedBy(0))
    issuer.isAway = true
    for (let hour = 0; hour < 24; hour += 1) {
      expect(await outcome(await signedBy(0))).toBe('believed')
      pass(hour === 23 ? hourMs - 1 : hourMs)
    }
    expect(await outcome(await signedBy(0))).toBe('believed')
    pass(minuteMs)
    expect(await outcome(await signedBy(0))).toBe('unknown')
  })

  it('that their issuer has withdrawn are refused after ten minutes', async () => {
    const { issuer, outcome } = build()
    await outcome(await signedBy(0))
    issuer.keys = keys.slice(1)
    pass(10 * minuteMs + 1)
    expect(await outcome(await signedBy(0))).toBe('refused')
    expect(await outcome(await signedBy(1))).toBe('believed')
  })

  it('are asked for again at once where a token names another, half a minute after the last time', async () => {
    const { issuer, outcome } = build()
    await outcome(await signedBy(0))
    issuer.keys = keys
    expect(await outcome(await signedBy(1))).toBe('refused')
    pass(30_000)
    expect(await outcome(await signedBy(1))).toBe('believed')
    expect(issuer.fetches).toBe(2)
  })

  it('are asked for once in half a minute at most while their issuer is away', async () => {
    const { issuer, outcome } = build()
    await outcome(await signedBy(0))
    issuer.isAway = true
    pass(10 * minuteMs + 1)
    const before = issuer.fetches
    for (let second = 0; second < 60; second += 1) {
      for (const token of [await signedBy(0), await signedBy(1)]) await outcome(token)
      pass(1000)
    }
    expect(issuer.fetches - before).toBe(2)
  })
})

describe('keys that were never got', () => {
  it('are asked for once in five seconds at most, and say nothing of the token', async () => {
    const { issuer, outcome } = build({ isAway: true })
    for (let call = 0; call < 100; call += 1) {
      expect(await outcome(await signedBy(0))).toBe('unknown')
      pass(100)
    }
    expect(issuer.fetches).toBe(2)
  })

  it('are got within five seconds once their issuer is back', async () => {
    const { issuer, outcome } = build({ isAway: true })
    await outcome(await signedBy(0))
    issuer.isAway = false
    pass(5000)
    expect(await outcome(await signedBy(0))).toBe('believed')
  })

  // On the edge the library begins a fetch for each of them, since none may wait for another's.
  it.each([undefined, 'vercel'])('serve all of ten calls that come at once to runtime %s', async runtime => {
    vi.stubGlobal('EdgeRuntime', runtime)
    const { outcome } = build()
    const token = await signedBy(0)
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => outcome(token)))
    vi.unstubAllGlobals()
    expect(new Set(outcomes)).toEqual(new Set(['believed']))
  })
})
