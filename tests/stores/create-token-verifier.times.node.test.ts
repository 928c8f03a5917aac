import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { createTokenVerifier } from '@/lib/stores/create-token-verifier'
import { start } from '../support/fake-effects'

const secret = 'CANARY-secret-of-the-issuer-0123456789'
const now = start / 1000

function isBelieved(claims: Readonly<Record<string, unknown>>): Promise<boolean> {
  const issuer = { secret, jwksUrl: undefined, issuer: undefined, audience: undefined }
  const verify = createTokenVerifier(issuer, { fetch, now: () => start })
  const all = { sub: 'user-1', plan: 'pro', jti: 'token-1', exp: now + 600, ...claims }
  const signed = new SignJWT(all).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret))
  return signed.then(async token => typeof (await verify?.(token)) === 'object')
}

describe('a token whose clock differs from ours', () => {
  it.each([
    ['that expired 4 s ago', { exp: now - 4 }, true],
    ['that expired 6 s ago', { exp: now - 6 }, false],
    ['that begins in 4 s', { nbf: now + 4 }, true],
    ['that begins in 6 s', { nbf: now + 6 }, false],
    ['that was made 4 s from now', { iat: now + 4 }, true],
    ['that was made long ago', { iat: now - 31_536_000 }, true],
    ['that was made 6 s from now', { iat: now + 6 }, false],
    ['that was made in a minute from now', { iat: now + 60 }, false],
    ['that was made at a moment that is none', { iat: 'today' }, false],
  ])('%s is judged with a leeway of 5 s', async (_, claims, expected) => {
    expect(await isBelieved(claims)).toBe(expected)
  })
})
