import { expect, it } from 'vitest'
import { readEvent } from '@/lib/operations/read-event'
import { hasData } from '@/lib/upstream/has-data'
import { chunk, comment, done, word } from '../support/sse'

const read = (text: string) => {
  const bytes = new TextEncoder().encode(text)
  return { bytes, facts: readEvent(bytes) }
}

it.each([
  [[], false],
  [[comment, '\n'], false],
  [[comment, word('a')], true],
  [[done], true],
  [['data: no JSON\n\n'], true],
  [[chunk({ delta: {} })], true],
])('events %j say something: %s', (texts, expected) => {
  expect(hasData(texts.map(read))).toBe(expected)
})
