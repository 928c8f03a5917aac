import { expect, it } from 'vitest'
import { byteLength } from '@/lib/openai/byte-length'

it.each([
  ['', 0],
  ['abc', 3],
  ['Đà Nẵng', 11],
  ['🌏', 4],
])('of %j is %i', (text, bytes) => {
  expect(byteLength(text)).toBe(bytes)
})
