import { describe, expect, it } from 'vitest'
import { readCanaryMark, readCanaryMarks, writeCanaryMark } from '@/lib/health/canary-mark'

const now = 1_800_000_000_000
const version = '0123456789abcdef'
const mark = { version, reason: 'circuit-open', endpoint: 'sin', since: now - 9 } as const

describe('the mark of a canary that is off', () => {
  it('is read as it was told, after the moment at which the store was told', () => {
    const text = writeCanaryMark(mark)
    expect(text).toBe(`${version} circuit-open sin`)
    expect(readCanaryMark([version, `${now - 9} ${text.slice(version.length + 1)}`], now)).toEqual(mark)
  })

  it.each([
    ['nothing', ''],
    ['another reason', `${now} boredom sin`],
    ['a moment that lies ahead', `${now + 6000} circuit-open sin`],
    ['no moment', '0 circuit-open sin'],
    ['markup', `${now} circuit-open <b>sin</b>`],
    ['a URL', `${now} circuit-open https://sin.example.com`],
    ['more than a mark', `${now} circuit-open sin nrt`],
  ])('is none where the store holds %s', (_, text) => {
    expect(readCanaryMark([version, text], now)).toBeUndefined()
  })

  it('is told by our own clock, and along with what is no mark of any', () => {
    const stored = { storeNow: now - 5000, edge: [], processing: [] }
    const canaries = [[version, `${now - 6000} more-errors sin`] as const, ['other', 'junk'] as const]
    expect(readCanaryMarks({ ...stored, canaries }, now)).toEqual([
      { version, reason: 'more-errors', endpoint: 'sin', since: now - 1000 },
    ])
    expect(readCanaryMarks(stored, now)).toEqual([])
  })
})
