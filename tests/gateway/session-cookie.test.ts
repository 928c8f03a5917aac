import { describe, expect, it } from 'vitest'
import { endedCookie, isSignedIn, sessionCookie } from '@/lib/gateway/session-cookie'
import { buildDependencies } from '../support/build-dependencies'

const secret = 'CANARY-token-of-the-operator'
const request = (url = 'https://gateway.example.com/admin', headers = {}) => new Request(url, { headers })

function build(variables: Readonly<Record<string, string>> = { OPERATOR_TOKEN: secret }) {
  const { dependencies, effects } = buildDependencies({ variables })
  const isKnown = (cookie: string) => isSignedIn(new Headers({ cookie }), dependencies)
  return { isKnown, effects, make: (from = request()) => sessionCookie(from, { secret, now: effects.now() }) }
}

const pairOf = (cookie: string) => cookie.split(';')[0] ?? ''

describe('the cookie of a session', () => {
  it('is for this page alone, and no script’s', async () => {
    const cookie = await build().make()
    expect(cookie.split('; ').slice(1)).toEqual([
      'Path=/admin',
      'Max-Age=28800',
      'HttpOnly',
      'SameSite=Strict',
      'Secure',
    ])
    expect(cookie).not.toContain('CANARY')
  })

  it('is not kept to https where there is none', async () => {
    const { make } = build()
    expect(await make(request('http://127.0.0.1:3000/admin'))).not.toContain('Secure')
    const forwarded = request('http://internal:3000/admin', { 'x-forwarded-proto': 'https,http' })
    expect(await make(forwarded)).toContain('Secure')
  })

  it('signs in for eight hours', async () => {
    const { isKnown, make, effects } = build()
    const cookie = pairOf(await make())
    expect(await isKnown(cookie)).toBe(true)
    expect(await isKnown(`theme=dark; ${cookie}; other=1`)).toBe(true)
    await effects.advance(8 * 60 * 60_000)
    expect(await isKnown(cookie)).toBe(false)
  })

  it('signs in nobody under another name, with another value, or where no token is set', async () => {
    const { isKnown, make } = build()
    const cookie = pairOf(await make())
    for (const other of ['', `x${cookie}`, `${cookie}0`, `isochrone-operator=${secret}`, cookie.slice(0, -1)])
      expect(await isKnown(other)).toBe(false)
    expect(await build({ OPERATOR_TOKEN: '' }).isKnown(cookie)).toBe(false)
    expect(await build({ OPERATOR_TOKEN: 'another' }).isKnown(cookie)).toBe(false)
  })

  it('ends at once', async () => {
    const ended = endedCookie(request())
    expect(ended).toContain('Max-Age=0')
    expect(await build().isKnown(pairOf(ended))).toBe(false)
  })
})
