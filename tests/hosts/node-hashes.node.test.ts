import { webcrypto } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { nodeHashes } from '@/lib/hosts/node-hashes'

const { subtle } = webcrypto
const encoder = new TextEncoder()
const hmac = { name: 'HMAC', hash: 'SHA-256' } as const

// The runtime's own stays as it is: what is put in place here is asked of an object beside it.
function hashing(): SubtleCrypto {
  const own = Object.create(subtle)
  for (const name of ['digest', 'sign', 'importKey', 'verify', 'exportKey'] as const)
    own[name] = (...asked: unknown[]) => Reflect.apply(subtle[name], subtle, asked)
  nodeHashes(own)
  return own
}

const lengths = [0, 1, 55, 56, 64, 1000, 16 * 1024, 16 * 1024 + 1, 100_000]

describe('nodeHashes', () => {
  it.each(lengths)('%i bytes have the digests that the runtime gives', async length => {
    const data = crypto.getRandomValues(new Uint8Array(Math.min(length, 65_536)))
    for (const name of ['SHA-1', 'SHA-256', 'SHA-384'])
      expect(await hashing().digest(name, data)).toEqual(await subtle.digest(name, data))
  })

  it.each(lengths)('%i bytes have the HMAC that the runtime gives', async length => {
    const near = hashing()
    const secret = encoder.encode('a secret')
    const data = new Uint8Array(length).fill(7)
    const [one, other] = await Promise.all([
      near.importKey('raw', secret, hmac, false, ['sign']),
      subtle.importKey('raw', secret, hmac, false, ['sign']),
    ])
    expect(await near.sign('HMAC', one, data)).toEqual(await subtle.sign('HMAC', other, data))
  })

  it('a part of a buffer is hashed and not all of it', async () => {
    const whole = encoder.encode('before, the text, after')
    const part = whole.subarray(8, 16)
    const digest = await hashing().digest('SHA-256', part)
    expect(digest).toEqual(await subtle.digest('SHA-256', encoder.encode('the text')))
    expect(await hashing().digest('SHA-256', part.slice().buffer)).toEqual(digest)
  })

  it('a short text waits for no thread, a long one keeps nobody waiting', async () => {
    expect(await isThereAtOnce(hashing().digest('SHA-256', encoder.encode('a call')))).toBe(true)
    expect(await isThereAtOnce(hashing().digest('SHA-256', new Uint8Array(100_000)))).toBe(false)
  })

  it('a signature waits for no thread either', async () => {
    const near = hashing()
    const key = await near.importKey('raw', encoder.encode('a secret'), hmac, false, ['sign'])
    expect(await isThereAtOnce(near.sign('HMAC', key, encoder.encode('a receipt')))).toBe(true)
  })

  it('a secret that is wiped after it was imported still signs', async () => {
    const near = hashing()
    const secret = encoder.encode('a secret')
    const key = await near.importKey('raw', secret, hmac, false, ['sign'])
    const before = await near.sign('HMAC', key, encoder.encode('a receipt'))
    secret.fill(0)
    expect(await near.sign('HMAC', key, encoder.encode('a receipt'))).toEqual(before)
  })

  it('faults are those of the runtime', async () => {
    const near = hashing()
    const key = await near.importKey('raw', encoder.encode('a secret'), hmac, false, ['verify'])
    await expect(near.sign('HMAC', key, new Uint8Array())).rejects.toMatchObject({
      name: 'InvalidAccessError',
    })
    await expect(near.digest('SHA-0', new Uint8Array())).rejects.toMatchObject({ name: 'NotSupportedError' })
  })
})

async function isThereAtOnce(hashing: Promise<unknown>): Promise<boolean> {
  let isThere = false
  hashing.then(() => {
    isThere = true
  })
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  return isThere
}
