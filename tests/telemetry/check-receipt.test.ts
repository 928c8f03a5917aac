import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isObject } from '@/lib/openai/is-object'
import { checkReceipt } from '@/lib/telemetry/check-receipt'
import { signReceipt } from '@/lib/telemetry/sign-receipt'
import { receiptOf } from '../support/receipt-of'

const secret = 'a secret of receipts'
const signed = () => signReceipt(receiptOf(), secret)

/** Every value within a value that is no object itself, by its path. */
function leaves(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (!isObject(value)) return [path]
  return Object.entries(value).flatMap(([name, each]) => leaves(each, [...path, name]))
}

/** A copy with another value at a path. */
function changed(value: unknown, [name = '', ...rest]: readonly string[], to: unknown): unknown {
  if (!isObject(value)) return to
  const next = rest.length === 0 ? to : changed(value[name], rest, to)
  if (Array.isArray(value)) return value.map((each, at) => (String(at) === name ? next : each))
  return { ...value, [name]: next }
}

describe('a copy', () => {
  it('is valid as it was signed, and in whatever order and spacing it is written', async () => {
    const receipt = await signed()
    expect(await checkReceipt(receipt, secret)).toBe('valid')
    const turned = Object.fromEntries(Object.entries(receipt).reverse())
    expect(await checkReceipt(JSON.parse(JSON.stringify(turned, null, 4)), secret)).toBe('valid')
  })

  it('is found out whichever of its values was changed', async () => {
    const { signature, ...fields } = await signed()
    const paths = leaves(fields)
    expect(paths.length).toBeGreaterThan(50)
    for (const path of paths) {
      const copy = changed(fields, path, 'changed')
      expect(copy).not.toEqual(fields)
      expect([path, await checkReceipt({ ...Object(copy), signature }, secret)]).toEqual([path, 'tampered'])
    }
  })

  it('is found out where a field was taken out or put in', async () => {
    const { country: _, ...without } = await signed()
    expect(await checkReceipt(without, secret)).toBe('tampered')
    expect(await checkReceipt({ ...(await signed()), note: 'all is well' }, secret)).toBe('tampered')
    const longer = { ...(await signed()), excluded: [] }
    expect(await checkReceipt(longer, secret)).toBe('tampered')
  })

  it('is found out where its signature was changed by one digit', async () => {
    const receipt = await signed()
    const { signature } = receipt
    if (signature === null) throw new Error('It is not signed.')
    for (let at = 0; at < signature.value.length; at++) {
      const digit = signature.value[at] === '0' ? '1' : '0'
      const value = signature.value.slice(0, at) + digit + signature.value.slice(at + 1)
      const copy = { ...receipt, signature: { ...signature, value } }
      expect(await checkReceipt(copy, secret)).toBe('tampered')
    }
    for (const value of ['', signature.value.slice(1), `${signature.value}0`, signature.value.toUpperCase()])
      expect(await checkReceipt({ ...receipt, signature: { ...signature, value } }, secret)).toBe('tampered')
  })

  it('that another secret has signed is not said to be changed', async () => {
    expect(await checkReceipt(await signed(), 'another secret')).toBe('unknown-key')
  })

  it('without a signature proves nothing', async () => {
    expect(await checkReceipt(await signReceipt(receiptOf(), undefined), secret)).toBe('unsigned')
    expect(await checkReceipt(receiptOf(), secret)).toBe('unsigned')
  })

  it('with the signature of another receipt is found out', async () => {
    const { signature } = await signReceipt(receiptOf({ country: 'SG' }), secret)
    expect(await checkReceipt({ ...receiptOf(), signature }, secret)).toBe('tampered')
  })

  it.each([
    undefined,
    null,
    7,
    'text',
    [],
    {},
    { signature: null },
    { signature: 'x' },
    { signature: { algorithm: 'none', keyId: '', value: '' } },
    { signature: { algorithm: 'HMAC-SHA256', keyId: 7, value: '' } },
  ])('that is no receipt is none: %j', async copy => {
    expect(await checkReceipt(copy, secret)).toBe('no-receipt')
  })

  it('of anything at all is not valid', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.string(), async (copy, value) => {
        const { signature } = await signed()
        const forged = isObject(copy) ? { ...copy, signature: { ...signature, value } } : copy
        expect(await checkReceipt(forged, secret)).not.toBe('valid')
      }),
      { numRuns: 100, seed: 1 },
    )
  })
})
