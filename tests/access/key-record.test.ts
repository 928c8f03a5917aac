import { describe, expect, it } from 'vitest'
import { isInForce, parseKeyRecord } from '@/lib/access/key-record'
import { moment } from '../support/moment'

const digest = 'a'.repeat(64)
const least = { id: 'AAAAAAAAAAAA', name: 'app', plan: 'pro', digest, createdAt: '2026-11-01T00:00:00Z' }
const whole = {
  ...least,
  tenant: 'acme',
  expiresAt: '2027-01-01T00:00:00Z',
  revokedAt: '2026-12-01T00:00:00Z',
  zones: ['EU'],
  models: ['gpt-4.1'],
}

describe('a key’s record', () => {
  it.each([
    ['with what is needed', least],
    ['with everything', whole],
  ])('is read %s', (_, record) => {
    expect(parseKeyRecord(JSON.stringify(record))).toEqual(record)
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', [least]],
    ['text', 'text'],
    ['no plan', { ...least, plan: undefined }],
    ['a plan that is no name', { ...least, plan: 'a b' }],
    ['a digest that is too short', { ...least, digest: 'a' }],
    ['a digest in capitals', { ...least, digest: 'A'.repeat(64) }],
    ['no digest', { ...least, digest: undefined }],
    ['a date that is none', { ...least, expiresAt: 'soon' }],
    ['an expiry that is a number', { ...least, expiresAt: 1 }],
    ['a revocation that is no date', { ...least, revokedAt: true }],
    ['a tenant with a separator', { ...least, tenant: 'a:b' }],
    ['models that are no list', { ...least, models: '*' }],
  ])('that is %s is none', (_, value) => {
    expect(parseKeyRecord(JSON.stringify(value) ?? '')).toBeUndefined()
  })

  it.each(['', '{', '{"plan":"pro"', 'NaN'])('that is no JSON is none: %j', text => {
    expect(parseKeyRecord(text)).toBeUndefined()
  })
})

describe('a key is in force', () => {
  const record = { ...least, createdAt: '2026-11-01T00:00:00Z' }

  it.each([
    ['for good where it never expires', {}, true],
    ['until it expires', { expiresAt: new Date(moment + 1).toISOString() }, true],
    ['not from the moment at which it expires', { expiresAt: new Date(moment).toISOString() }, false],
    ['not when it is revoked', { revokedAt: new Date(moment + 9_999_999).toISOString() }, false],
  ])('%s', (_, more, inForce) => {
    expect(isInForce({ ...record, ...more }, moment)).toBe(inForce)
  })
})
