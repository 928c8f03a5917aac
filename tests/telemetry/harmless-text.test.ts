import { expect, it } from 'vitest'
import { harmlessText } from '@/lib/telemetry/harmless-text'

it.each([
  ['gpt-4.1', 'gpt-4.1'],
  ['', ''],
  ['☀️ 👩‍👩‍👧 Đà Nẵng', '☀️ 👩‍👩‍👧 Đà Nẵng'],
  ['\udc00a\ud800', '\ufffda\ufffd'],
  ['x'.repeat(257), 'x'.repeat(256)],
])('of %j is left %j', (text, left) => {
  expect(harmlessText(text)).toBe(left)
})
