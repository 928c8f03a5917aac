import { expect, it } from 'vitest'
import { tokenClaims } from '@/lib/access/token-claims'

const claims = { sub: 'user', plan: 'pro', jti: 'token', exp: 1_800_000_000 }

it('what a token says beyond what we read is left out', () => {
  expect(tokenClaims.parse({ ...claims, iss: 'x', admin: true })).toEqual(claims)
})

it.each<[string, unknown]>([
  ['no sub', { ...claims, sub: undefined }],
  ['an empty sub', { ...claims, sub: '' }],
  ['a long sub', { ...claims, sub: 'a'.repeat(257) }],
  ['a sub that is a number', { ...claims, sub: 1 }],
  ['no plan', { ...claims, plan: undefined }],
  ['a plan that is no name', { ...claims, plan: 'a b' }],
  ['several plans', { ...claims, plan: ['pro'] }],
  ['no jti', { ...claims, jti: undefined }],
  ['an empty jti', { ...claims, jti: '' }],
  ['no exp', { ...claims, exp: undefined }],
  ['exp as text', { ...claims, exp: '1800000000' }],
])('a token with %s says nothing', (_, value) => {
  expect(tokenClaims.safeParse(value).success).toBe(false)
})
