import { describe, expect, it } from 'vitest'
import { receipt } from '@/lib/telemetry/receipt'
import { keyIdOf, signatureOf, signReceipt } from '@/lib/telemetry/sign-receipt'
import { receiptOf } from '../support/receipt-of'

const secret = 'CANARY-secret-of-receipts'

describe('a receipt', () => {
  it('is signed with all that it says, and says by which key', async () => {
    const signed = await signReceipt(receiptOf(), secret)
    expect(signed.signature).toEqual({
      algorithm: 'HMAC-SHA256',
      keyId: await keyIdOf(secret),
      value: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const { signature: _, ...rest } = signed
    expect(rest).toEqual(receiptOf())
    expect(JSON.stringify(signed)).not.toContain('CANARY')
  })

  it('has no signature without a secret', async () => {
    expect(await signReceipt(receiptOf(), undefined)).toEqual({ ...receiptOf(), signature: null })
  })

  it('is what its schema says', () => {
    expect(receipt.parse(receiptOf())).toEqual(receiptOf())
  })
})

describe('the signature', () => {
  it('is an HMAC-SHA256 of the canonical text, as anybody else makes it', async () => {
    // printf '{"a":[1,null],"b":"Đà"}' | openssl dgst -sha256 -hmac key
    const value = '9c90f99b1f9be47a6f7dd1bffef7de9295ab3c479378f518c3409f5022b033f7'
    expect(await signatureOf({ b: 'Đà', a: [1, null] }, 'key')).toBe(value)
  })

  it('does not depend on the order of the fields, but on every value', async () => {
    const given = receiptOf()
    const turned = Object.fromEntries(Object.entries(given).reverse())
    expect(await signatureOf(turned, secret)).toBe(await signatureOf(given, secret))
    expect(await signatureOf({ ...given, country: 'SG' }, secret)).not.toBe(await signatureOf(given, secret))
  })

  it('and the name of the key are others under another secret', async () => {
    expect(await signatureOf(receiptOf(), 'other')).not.toBe(await signatureOf(receiptOf(), secret))
    expect(await keyIdOf('other')).not.toBe(await keyIdOf(secret))
    expect(await keyIdOf(secret)).toMatch(/^[0-9a-f]{16}$/)
  })
})
