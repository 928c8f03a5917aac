import { describe, expect, it } from 'vitest'
import { digest, isSameDigest, isSameSecret, keyedDigest } from '@/lib/access/keyed-digest'

describe('a digest', () => {
  it('is that of SHA-256', async () => {
    expect(await digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(await digest('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  // RFC 4231, test case 2.
  it('under a secret is that of HMAC-SHA256', async () => {
    expect(await keyedDigest('Jefe', 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  it('differs with the secret and with the last character', async () => {
    const digests = await Promise.all([
      keyedDigest('one', 'key-a'),
      keyedDigest('other', 'key-a'),
      keyedDigest('one', 'key-b'),
    ])
    expect(new Set(digests).size).toBe(3)
  })
})

describe('two digests', () => {
  it.each([
    ['abc', 'abc', true],
    ['', '', true],
    ['abc', 'abd', false],
    ['bbc', 'abc', false],
    ['abc', 'abcd', false],
    ['abcd', 'abc', false],
    ['', 'a', false],
    ['a', '', false],
  ])('%j and %j are the same: %s', (one, other, same) => {
    expect(isSameDigest(one, other)).toBe(same)
  })
})

it.each([
  ['secret', 'secret', true],
  ['secret', 'Secret', false],
  ['secret', 'secret ', false],
  ['', '', true],
  ['模型', '模型', true],
])('the secrets %j and %j are the same: %s', async (one, other, same) => {
  expect(await isSameSecret(one, other)).toBe(same)
})
