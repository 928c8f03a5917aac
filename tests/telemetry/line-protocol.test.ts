import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineProtocol, type Point } from '@/lib/telemetry/line-protocol'
import { parseLine } from '../support/parse-line'

const usual: Point = {
  measurement: 'isochrone_call',
  tags: { model: 'gpt-4.1', endpoint: 'sin' },
  counts: { status: 200 },
  measures: { cost_usd: 0.0026 },
  texts: { code: undefined },
  atMs: 1_700_000_000_123,
  nanoseconds: 42,
}

const written = (changes: Partial<Point>) => lineProtocol({ ...usual, ...changes })
const read = (changes: Partial<Point>) => parseLine(written(changes))

describe('a line', () => {
  it('is what InfluxDB documents', () => {
    expect(lineProtocol(usual)).toBe(
      'isochrone_call,endpoint=sin,model=gpt-4.1 status=200i,cost_usd=0.0026 1700000000123000042',
    )
  })

  it('has its tags in order, and none that is empty or absent', () => {
    expect(written({ tags: { z: '1', b: '', a: '2', c: undefined } })).toMatch(/^isochrone_call,a=2,z=1 /)
    expect(written({ tags: {} })).toMatch(/^isochrone_call status/)
  })

  it.each([
    ['a comma', 'a,b', 'a\\,b'],
    ['a space', 'a b', 'a\\ b'],
    ['an equals sign', 'a=b', 'a\\=b'],
    ['a quote', 'a"b', 'a"b'],
    ['a backslash', 'a\\', 'a_'],
    ['a line break', 'a\r\nb=1 c', 'a__b\\=1\\ c'],
    ['half a character', 'a\ud800', 'a\ufffd'],
    ['another alphabet', 'Hà\u00a0Nội ☀️', 'Hà\u00a0Nội\\ ☀️'],
  ])('holds a tag with %s', (_, value, text) => {
    expect(written({ tags: { model: value } })).toContain(`isochrone_call,model=${text} status`)
  })

  it('holds a text with quotes, backslashes and line breaks', () => {
    const line = written({ texts: { code: 'a"b\\c\nd, e=f' } })
    expect(line).toContain('code="a\\"b\\\\c_d, e=f"')
    expect(parseLine(line).fields.code).toBe('a"b\\c_d, e=f')
  })

  it.each([
    [1e-9, '0.000000001'],
    [1e-7, '0.000000100'],
    [0, '0'],
    [12.5, '12.5'],
    [3, '3'],
  ])('has %d without an exponent', (value, text) => {
    expect(written({ measures: { cost_usd: value } })).toContain(`cost_usd=${text} `)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('leaves %d out', value => {
    const { fields } = read({ measures: { cost_usd: value }, counts: { status: 200, duration_ms: value } })
    expect(Object.keys(fields)).toEqual(['status'])
  })

  it('has whole numbers where something is counted', () => {
    expect(read({ counts: { duration_ms: 12.4 } }).fields.duration_ms).toBe(12n)
  })

  it('is one line, and is read as it was meant, whatever its texts are', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)) }),
      fc.string({ unit: fc.constantFrom(...'a,= "\\\n\r\t\u0000\u0085\u2028'), maxLength: 12 }),
    )
    const clean = (value: string) =>
      value.replace(/\p{Surrogate}/gu, '\ufffd').replace(/[\p{Cc}\u2028\u2029]/gu, '_')
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 999_999 }), (tag, field, nanoseconds) => {
        const line = written({ tags: { model: tag, zone: 'EU' }, texts: { code: field }, nanoseconds })
        expect(line.split(/[\n\r\u2028\u2029\u0085]/)).toHaveLength(1)
        const { tags, fields, time } = parseLine(line)
        const expected = clean(tag).replaceAll('\\', '_')
        expect(tags).toEqual({ ...(expected && { model: expected }), zone: 'EU' })
        expect(fields.code).toBe(clean(field))
        expect(time).toBe(1_700_000_000_123_000_000n + BigInt(nanoseconds))
      }),
      { numRuns: 300 },
    )
  })

  it('of a name that is too long has its beginning', () => {
    expect(read({ tags: { model: 'x'.repeat(100_000) } }).tags.model).toBe('x'.repeat(256))
  })
})
