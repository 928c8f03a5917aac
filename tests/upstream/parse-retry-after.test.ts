import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseRetryAfter } from '@/lib/upstream/parse-retry-after'
import { start } from '../support/fake-effects'

const dateIn = (seconds: number) => new Date(start + seconds * 1000).toUTCString()

it.each([
  ['7', 7],
  ['1', 1],
  ['59', 59],
  ['60', 60],
  ['0', 1],
  ['61', 60],
  ['1000000000', 60],
  ['999999999999999999999999', 5],
  [dateIn(30), 30],
  [dateIn(3600), 60],
  [dateIn(0), 1],
  [dateIn(-3600), 1],
  ['-1', 5],
  ['1e9', 5],
  ['1.5', 5],
  ['abc', 5],
  ['', 5],
  [' 7', 5],
  ['7, 9', 5],
  ['7s', 5],
  ['2026', 60],
  ['Wed, 99 Foo 2026 00:00:00 GMT', 5],
  ['2026-11-02T12:00:30Z', 5],
  [null, 5],
])('%j is %i s', (value, seconds) => {
  expect(parseRetryAfter(value, start)).toBe(seconds)
})

it('a fraction of a second counts as a whole one', () => {
  expect(parseRetryAfter(dateIn(30), start + 500)).toBe(30)
})

it('anything at all is 1 to 60 whole seconds', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (value, now) => {
      const seconds = parseRetryAfter(value, now)
      expect(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60).toBe(true)
    }),
  )
})
