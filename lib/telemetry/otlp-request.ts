import { harmlessText } from '@/lib/telemetry/harmless-text'
import type { Span, SpanAttributes } from '@/lib/telemetry/span'

// Written out by hand: compressed, `@vercel/otel` adds 63 KB to the edge bundle, and OpenTelemetry's SDK with its JSON
// serializer alone 17 KB; what they do beyond this is of no use to spans that are made when all is over.

const kinds = { server: 2, client: 3 } as const
const errorStatus = 2

/**
 * A span in OTLP's JSON: ids in hexadecimal, 64-bit numbers as text.
 * Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function otlpSpan(span: Span): string {
  const { traceId, spanId, parentId, name, kind, startMs, endMs, attributes, counts, isError } = span
  return JSON.stringify({
    traceId,
    spanId,
    ...(parentId !== undefined && { parentSpanId: parentId }),
    name: harmlessText(name),
    kind: kinds[kind],
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano: nanoseconds(Math.max(startMs, endMs)),
    attributes: [...keyValues(attributes), ...wholeNumbers(counts)],
    status: isError ? { code: errorStatus } : {},
  })
}

/** The body of an export of spans, as `otlpSpan` writes them. */
export function otlpRequest(spans: readonly string[], resource: SpanAttributes): string {
  const attributes = JSON.stringify(keyValues(resource))
  const scopeSpans = `[{"scope":{"name":"isochrone"},"spans":[${spans.join(',')}]}]`
  return `{"resourceSpans":[{"resource":{"attributes":${attributes}},"scopeSpans":${scopeSpans}}]}`
}

function keyValues(attributes: SpanAttributes) {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : { key, value: anyValue(value) },
  )
}

function anyValue(value: string | number | boolean) {
  if (typeof value === 'string') return { stringValue: harmlessText(value) }
  return typeof value === 'number' ? { doubleValue: value } : { boolValue: value }
}

function wholeNumbers(counts: Span['counts']) {
  return Object.entries(counts).flatMap(([key, value]) =>
    value === undefined ? [] : { key, value: { intValue: String(Math.round(value)) } },
  )
}

function nanoseconds(milliseconds: number): string {
  return `${Math.round(milliseconds)}000000`
}
