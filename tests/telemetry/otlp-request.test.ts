import { describe, expect, it } from 'vitest'
import { otlpRequest, otlpSpan } from '@/lib/telemetry/otlp-request'
import type { Span } from '@/lib/telemetry/span'
import { otlpExport } from '../support/otlp-export'

const usual: Span = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  parentId: undefined,
  name: 'chat gpt-4.1',
  kind: 'server',
  startMs: 1_700_000_000_123,
  endMs: 1_700_000_000_456,
  attributes: {},
  counts: {},
  isError: false,
}

/** The spans as a collector reads them. */
function exported(...spans: Partial<Span>[]) {
  const texts = spans.map(changes => otlpSpan({ ...usual, ...changes }))
  const request = otlpExport.parse(JSON.parse(otlpRequest(texts, { 'service.name': 'isochrone' })))
  return request.resourceSpans[0]?.scopeSpans[0]?.spans ?? []
}

describe('a span', () => {
  it('is what the protocol documents', () => {
    expect(JSON.parse(otlpSpan({ ...usual, attributes: { a: 'b' }, counts: { c: 5 } }))).toEqual({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      name: 'chat gpt-4.1',
      kind: 2,
      startTimeUnixNano: '1700000000123000000',
      endTimeUnixNano: '1700000000456000000',
      attributes: [
        { key: 'a', value: { stringValue: 'b' } },
        { key: 'c', value: { intValue: '5' } },
      ],
      status: {},
    })
  })

  it('names its parent where it has one', () => {
    const [child] = exported({ parentId: 'b7ad6b7169203331', kind: 'client' })
    expect([child?.parentSpanId, child?.kind]).toEqual(['b7ad6b7169203331', 3])
  })

  it('is marked where it failed', () => {
    expect(exported({ isError: true }, {}).map(({ status }) => status.code)).toEqual([2, 0])
  })

  it('has each kind of value as its kind, and leaves out what is absent', () => {
    const [span] = exported({
      attributes: { text: 'a', flag: false, share: 1, none: undefined },
      counts: { tokens: 7, others: undefined },
    })
    expect(span?.attributes).toEqual({ text: 'a', flag: false, share: 1, tokens: 7n })
  })

  it('never ends before it began', () => {
    const [span] = exported({ startMs: 5000, endMs: 4000 })
    expect(span?.endTimeUnixNano).toBe(span?.startTimeUnixNano)
  })

  it('has texts that a collector takes, whatever was written', () => {
    const [span] = exported({
      name: `chat "\\\n\ud800`,
      attributes: { long: 'x'.repeat(1000), cut: `${'x'.repeat(255)}😀` },
    })
    expect(span?.name).toBe('chat "\\\n\ufffd')
    expect(span?.attributes.long).toBe('x'.repeat(256))
    expect(span?.attributes.cut).toBe(`${'x'.repeat(255)}\ufffd`)
  })
})

describe('a request', () => {
  it('holds the spans of many calls, and says whose they are', () => {
    const spans = [usual, { ...usual, spanId: 'b7ad6b7169203331' }].map(otlpSpan)
    const request = otlpExport.parse(
      JSON.parse(otlpRequest(spans, { 'service.name': 'edge "one"', none: undefined })),
    )
    const [first] = request.resourceSpans
    expect(first?.resource.attributes).toEqual({ 'service.name': 'edge "one"' })
    expect(first?.scopeSpans[0]?.spans.map(({ spanId }) => spanId)).toEqual([
      '00f067aa0ba902b7',
      'b7ad6b7169203331',
    ])
  })
})
