import { describe, expect, it } from 'vitest'
import { digest } from '@/lib/access/keyed-digest'
import type { TokenClaims } from '@/lib/access/token-claims'
import { identifyToken } from '@/lib/gateway/identify-token'
import { start } from '../support/fake-effects'
import { buildShared } from '../support/shared-store'

const inAnHour = start / 1000 + 3600

function believing(tokens: Readonly<Record<string, Partial<TokenClaims>>>) {
  const verified: string[] = []
  const world = buildShared({
    verifyToken: async text => {
      verified.push(text)
      const claims = tokens[text]
      return claims && { sub: 'user-1', plan: 'pro', jti: text, exp: inAnHour, ...claims }
    },
  })
  return { ...world, verified }
}

describe('a token', () => {
  it('is its subject and plan, by digests', async () => {
    const { dependencies } = believing({ 'a.b.c': {} })
    expect(await identifyToken('a.b.c', dependencies)).toEqual({
      proof: { kind: 'token', jti: await digest('a.b.c') },
      caller: `subject-${(await digest('user-1')).slice(0, 32)}`,
      plan: 'pro',
      models: undefined,
      zones: undefined,
    })
  })

  it('is verified once', async () => {
    const { dependencies, verified } = believing({ 'a.b.c': {} })
    await identifyToken('a.b.c', dependencies)
    await identifyToken('a.b.c', dependencies)
    expect(verified).toEqual(['a.b.c'])
  })

  it('is another one where only its first characters are the same', async () => {
    const head = 'eyJhbGciOiJIUzI1NiIs'
    const one = `${head}.one.x`
    const other = `${head}.other.x`
    const { dependencies } = believing({ [one]: { sub: 'one' }, [other]: { sub: 'other', plan: 'free' } })
    const first = await identifyToken(one, dependencies)
    const second = await identifyToken(other, dependencies)
    const callerOf = async (sub: string) => `subject-${(await digest(sub)).slice(0, 32)}`
    expect(first).toMatchObject({ plan: 'pro', caller: await callerOf('one') })
    expect(second).toMatchObject({ plan: 'free', caller: await callerOf('other') })
    expect(await identifyToken(`${head}.third.x`, dependencies)).toBeUndefined()
  })

  it('that was known expires, with the leeway of its verification', async () => {
    const { dependencies, effects } = believing({ 'a.b.c': { exp: start / 1000 + 10 } })
    await identifyToken('a.b.c', dependencies)
    await effects.advance(14_999)
    expect(await identifyToken('a.b.c', dependencies)).toMatchObject({ plan: 'pro' })
    await effects.advance(1)
    expect(await identifyToken('a.b.c', dependencies)).toBe('over')
  })

  it('that the store has called revoked is over', async () => {
    const { dependencies } = believing({ 'a.b.c': {} })
    dependencies.knownCredentials.revoked.set(await digest('a.b.c'), true)
    expect(await identifyToken('a.b.c', dependencies)).toBe('over')
  })

  it('that had expired before it was met is over', async () => {
    const { dependencies } = buildShared({ verifyToken: async () => 'over' })
    expect(await identifyToken('a.b.c', dependencies)).toBe('over')
  })

  it('that is not to be believed is none, and is asked about anew', async () => {
    const { dependencies, verified } = believing({})
    expect(await identifyToken('a.b.c', dependencies)).toBeUndefined()
    expect(await identifyToken('a.b.c', dependencies)).toBeUndefined()
    expect(verified).toHaveLength(2)
  })

  it.each(['', 'a', 'a.b', 'a.b.c.d'])(
    'of another form is none, and costs no cryptography: %j',
    async text => {
      const { dependencies, verified } = believing({ [text]: {} })
      expect(await identifyToken(text, dependencies)).toBeUndefined()
      expect(verified).toEqual([])
    },
  )

  it('is none where no issuer is configured', async () => {
    const { dependencies } = buildShared()
    expect(await identifyToken('a.b.c', dependencies)).toBeUndefined()
  })

  it('is neither let in nor called bad where its keys cannot be had', async () => {
    const { dependencies } = buildShared({
      verifyToken: async () => {
        throw new Error('away')
      },
    })
    await expect(identifyToken('a.b.c', dependencies)).rejects.toMatchObject({ code: 'auth_unavailable' })
  })
})
