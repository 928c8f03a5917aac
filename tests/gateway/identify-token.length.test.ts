import { expect, it } from 'vitest'
import { identifyToken } from '@/lib/gateway/identify-token'
import { buildShared } from '../support/shared-store'

it.each([
  ['its header', `${'a'.repeat(5000)}.b.c`],
  ['its claims', `a.${'b'.repeat(5000)}.c`],
  ['its signature', `a.b.${'c'.repeat(100_000)}`],
])('a token longer than 4 KB by %s is none, and costs no cryptography', async (_, text) => {
  const verified: string[] = []
  const { dependencies } = buildShared({
    verifyToken: async token => {
      verified.push(token)
      return { sub: 'user-1', plan: 'pro', jti: 'a', exp: 4_000_000_000 }
    },
  })
  expect(await identifyToken(text, dependencies)).toBeUndefined()
  expect(verified).toEqual([])
})
