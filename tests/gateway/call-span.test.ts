import { describe, expect, it } from 'vitest'
import { beginAttemptSpan, beginCallSpan } from '@/lib/gateway/call-span'
import { parseEnvironment } from '@/lib/gateway/environment'

const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com' }
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00'

function begin(
  headers: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = collector,
) {
  const randomBytes = (count: number) => new Uint8Array(count).fill(count)
  return beginCallSpan(new Headers(headers), { environment: parseEnvironment(variables), randomBytes })
}

describe('the span of a call', () => {
  it('goes on with the trace of its caller', () => {
    expect(begin({ traceparent })).toEqual({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '08'.repeat(8),
      parentId: '00f067aa0ba902b7',
      isSampled: false,
    })
  })

  it.each(['', `${traceparent}-x`, traceparent.replace('4bf9', '4BF9')])(
    'begins a trace where its caller has none: "%s"',
    header => {
      expect(begin({ traceparent: header })).toEqual({
        traceId: '10'.repeat(16),
        spanId: '08'.repeat(8),
        parentId: undefined,
        isSampled: true,
      })
    },
  )

  it('is absent where no collector is configured', () => {
    expect(begin({ traceparent }, {})).toBeUndefined()
  })
})

it('the span of a try belongs to the trace of its call', () => {
  const span = begin({ traceparent })
  if (span === undefined) throw new Error('There is no span.')
  expect(beginAttemptSpan(span, { randomBytes: count => new Uint8Array(count).fill(255) })).toEqual({
    traceId: span.traceId,
    spanId: 'f'.repeat(16),
    isSampled: false,
  })
})
