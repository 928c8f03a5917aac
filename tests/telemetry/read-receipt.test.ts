import { describe, expect, it } from 'vitest'
import { readReceipt } from '@/lib/telemetry/read-receipt'
import { signReceipt } from '@/lib/telemetry/sign-receipt'
import { receiptOf } from '../support/receipt-of'

describe('what is kept is read', () => {
  it.each(['secret', undefined])('as it was written, signed with %j', async secret => {
    const receipt = await signReceipt(receiptOf(), secret)
    expect(readReceipt(JSON.stringify(receipt))).toEqual(receipt)
  })
})

describe('what is none of ours is not read', () => {
  const kept = { ...receiptOf(), signature: null }

  it.each<[string, string]>([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a usage record', '{"id":"a","requestId":"request-0001"}'],
    ['a receipt without its signature', JSON.stringify(receiptOf())],
    ['one with a field that nobody knows', JSON.stringify({ ...kept, html: '<script>' })],
    ['one with a number for a name', JSON.stringify({ ...kept, country: 84 })],
    ['one whose moment is none', JSON.stringify({ ...kept, at: 'yesterday' })],
    ['one with a name beyond measure', JSON.stringify({ ...kept, tenant: 'x'.repeat(129) })],
    ['one of another version', JSON.stringify({ ...kept, version: 2 })],
    ['one with another kind of signature', JSON.stringify({ ...kept, signature: { algorithm: 'none' } })],
  ])('%s', (_, text) => {
    expect(readReceipt(text)).toBeUndefined()
  })
})
