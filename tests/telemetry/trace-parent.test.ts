import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTraceParent, writeTraceParent } from '@/lib/telemetry/trace-parent'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'
const zeros = (count: number) => '0'.repeat(count)

describe('a traceparent', () => {
  it.each([
    ['00', true],
    ['01', true],
    ['02', false],
    ['ff', true],
  ])('with the flags %s is read, and only the first flag matters', flags => {
    expect(parseTraceParent(`00-${traceId}-${spanId}-${flags}`)).toEqual({
      traceId,
      spanId,
      isSampled: flags === '01' || flags === 'ff',
    })
  })

  it.each([
    ['cc', ''],
    ['01', '-what-the-future-will-be'],
    ['01', '-'],
  ])('of the later version %s is read as far as it is known, with "%s" behind it', (version, rest) => {
    const read = parseTraceParent(`${version}-${traceId}-${spanId}-01${rest}`)
    expect(read).toEqual({ traceId, spanId, isSampled: true })
  })

  it.each<[string, string | null]>([
    ['is absent', null],
    ['is empty', ''],
    ['has a version that is none', `ff-${traceId}-${spanId}-01`],
    ['has a version of one digit', `0-${traceId}-${spanId}-01`],
    ['is written in capitals', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['has a span in capitals', `00-${traceId}-${spanId.toUpperCase()}-01`],
    ['names no trace', `00-${zeros(32)}-${spanId}-01`],
    ['names no span', `00-${traceId}-${zeros(16)}-01`],
    ['has a trace that is too short', `00-${traceId.slice(1)}-${spanId}-01`],
    ['has a span that is too long', `00-${traceId}-${spanId}0-01`],
    ['has no flags', `00-${traceId}-${spanId}`],
    ['has flags that are none', `00-${traceId}-${spanId}-0g`],
    ['says more than its version may', `00-${traceId}-${spanId}-01-more`],
    ['ends in a dash', `00-${traceId}-${spanId}-01-`],
    ['says more without a dash', `cc-${traceId}-${spanId}-01more`],
    ['has spaces', `00-${traceId} -${spanId}-01`],
    ['came twice', `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`],
  ])('that %s is none', (_, header) => {
    expect(parseTraceParent(header)).toBeUndefined()
  })

  it('is read as it was written', () => {
    const hex = (length: number) =>
      fc
        .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
        .map(digits => digits.join(''))
        .filter(text => /[^0]/.test(text))
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (trace, span, isSampled) => {
        const parent = { traceId: trace, spanId: span, isSampled }
        expect(parseTraceParent(writeTraceParent(parent))).toEqual(parent)
      }),
    )
  })

  it('is none for whatever else is sent', () => {
    fc.assert(fc.property(fc.string(), text => parseTraceParent(text) === undefined))
  })
})
