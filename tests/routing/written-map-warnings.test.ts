import { describe, expect, it } from 'vitest'
import { writtenMapWarnings } from '@/lib/routing/written-map-warnings'

/** What is said of a document of that many bytes as JSON. */
function ofBytes(bytes: number, indent = 0) {
  const note = 'x'.repeat(bytes - JSON.stringify({ note: '' }).length)
  const value = { note }
  return writtenMapWarnings({ text: JSON.stringify(value, null, indent), value })
}

describe('the size of a map', () => {
  it.each([
    ['8 KB', 8 * 1024, []],
    [
      'more',
      8 * 1024 + 103,
      ['is 8.1 KB: stores of Vercel’s Hobby plan hold 8 KB, all items together; this one needs Pro: 64 KB'],
    ],
    [
      '64 KB',
      64 * 1024,
      ['is 64.0 KB: stores of Vercel’s Hobby plan hold 8 KB, all items together; this one needs Pro: 64 KB'],
    ],
    [
      'more than that',
      65 * 1024,
      [
        'is 65.0 KB: stores of Vercel’s Pro plan hold 64 KB, all items together; this one needs Enterprise: 512 KB',
      ],
    ],
  ])('is told with the plan whose stores hold it: %s', (_, bytes, told) => {
    expect(ofBytes(bytes).map(({ message }) => message)).toEqual(told)
  })

  it('is counted however deep it is nested', () => {
    const text = '['.repeat(100_000) + ']'.repeat(100_000)
    expect(writtenMapWarnings({ text, value: JSON.parse(text) })).toMatchObject([
      { kind: 'store-size', message: expect.stringMatching(/^is 195\.3 KB/) },
    ])
  })

  it('is counted in bytes, and without what its file is laid out with', () => {
    expect(ofBytes(8 * 1024, 4)).toEqual([])
    const spaced = { 'a  "b\\': ' '.repeat(9000) }
    expect(writtenMapWarnings({ text: JSON.stringify(spaced, null, 4), value: spaced })).toHaveLength(1)
    const value = { note: 'ü'.repeat(5000) }
    expect(writtenMapWarnings({ text: JSON.stringify(value), value })).toMatchObject([
      { kind: 'store-size', path: '' },
    ])
  })
})
