import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageSeconds, type CacheEntry, freshness, parseEntry } from '@/lib/cache/cache-entry'
import { noUsage } from '@/lib/openai/token-usage'

const now = 1_790_000_000_000
const entry: CacheEntry = { storedAt: now, ttlSeconds: 60, form: 'plain', text: '{}', usage: noUsage }
const at = (seconds: number, maxAgeSeconds?: number, ttlSeconds = 60) =>
  freshness(entry, { now: now + seconds * 1000, ttlSeconds, maxAgeSeconds })

describe('an entry', () => {
  it.each([entry, { ...entry, form: 'events' }, { ...entry, usage: undefined }])(
    'is read as it was written: %#',
    each => {
      expect(parseEntry(JSON.stringify(each))).toEqual(JSON.parse(JSON.stringify(each)))
    },
  )

  it.each<[string, unknown]>([
    ['of another form', { ...entry, form: 'image' }],
    ['without a text', { ...entry, text: undefined }],
    ['from before all time', { ...entry, storedAt: -1 }],
    ['from no time', { ...entry, storedAt: null }],
    ['for half a second', { ...entry, ttlSeconds: 0.5 }],
    ['with less than no tokens', { ...entry, usage: { ...noUsage, promptTokens: -1 } }],
    ['with some tokens missing', { ...entry, usage: { promptTokens: 1 } }],
    ['that is a list', []],
    ['that is null', null],
  ])('is none %s', (_, each) => {
    expect(parseEntry(JSON.stringify(each))).toBeUndefined()
  })

  it('is no text that is not JSON', () => {
    expect(parseEntry('@objects')).toBeUndefined()
    expect(parseEntry('')).toBeUndefined()
  })
})

describe('an entry for a minute', () => {
  it.each([
    [0, 'fresh'],
    [59.999, 'fresh'],
    [60, 'stale'],
    [119.999, 'stale'],
    [120, 'gone'],
    [1e6, 'gone'],
    [-5, 'fresh'],
  ])('is, after %d s, %s', (seconds, expected) => {
    expect(at(seconds)).toBe(expected)
  })

  it.each([
    [10, 30, 'fresh'],
    [30, 30, 'stale'],
    [0, 0, 'stale'],
    [70, 1000, 'stale'],
    [130, 1000, 'gone'],
  ])('is, after %d s and for who takes none older than %d s, %s', (seconds, maxAge, expected) => {
    expect(at(seconds, maxAge)).toBe(expected)
  })
})

it.each([
  [9, 10, 'fresh'],
  [10, 10, 'stale'],
  [20, 10, 'gone'],
  [60, 3600, 'stale'],
])('is, after %d s and where the model’s are good for %d s by now, %s', (seconds, ttlSeconds, expected) => {
  expect(at(seconds, undefined, ttlSeconds)).toBe(expected)
})

it('an age is in whole seconds, and never below nothing', () => {
  expect(ageSeconds(entry, now + 1999)).toBe(1)
  expect(ageSeconds(entry, now)).toBe(0)
  expect(ageSeconds(entry, now - 5000)).toBe(0)
})

it('an entry only ever grows older', () => {
  const order = ['fresh', 'stale', 'gone']
  fc.assert(
    fc.property(
      fc.nat(200),
      fc.nat(200),
      fc.option(fc.nat(100), { nil: undefined }),
      (first, more, maxAge) => {
        expect(order.indexOf(at(first + more, maxAge))).toBeGreaterThanOrEqual(
          order.indexOf(at(first, maxAge)),
        )
      },
    ),
  )
})
