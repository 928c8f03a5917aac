import * as z from 'zod'

// After https://github.com/open-telemetry/opentelemetry-proto (trace.proto, common.proto, resource.proto), in the JSON that
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding has for it; nothing beside it is taken.
const int64 = z.string().regex(/^-?\d{1,19}$/)
const fixed64 = z.string().regex(/^\d{1,20}$/)
const id = (bytes: number) => z.string().regex(new RegExp(`^(?!0+$)[0-9a-f]{${2 * bytes}}$`))

const anyValue = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({ intValue: int64 }),
  z.strictObject({ doubleValue: z.number() }),
])

const attributes = z
  .array(z.strictObject({ key: z.string().min(1), value: anyValue }))
  .refine(list => new Set(list.map(({ key }) => key)).size === list.length, 'expected each key once')
  .transform(list => Object.fromEntries(list.map(({ key, value }) => [key, plainValue(value)])))

const span = z
  .strictObject({
    traceId: id(16),
    spanId: id(8),
    parentSpanId: id(8).optional(),
    name: z.string().min(1),
    kind: z.int().min(1).max(5),
    startTimeUnixNano: fixed64,
    endTimeUnixNano: fixed64,
    attributes,
    status: z.strictObject({ code: z.int().min(0).max(2).default(0) }),
  })
  .refine(({ startTimeUnixNano, endTimeUnixNano }) => BigInt(startTimeUnixNano) <= BigInt(endTimeUnixNano))

/** An export request of traces, strictly by its definition, with the attributes taken out of their wrappings. */
export const otlpExport = z.strictObject({
  resourceSpans: z
    .array(
      z.strictObject({
        resource: z.strictObject({ attributes }),
        scopeSpans: z
          .array(z.strictObject({ scope: z.strictObject({ name: z.string() }), spans: z.array(span).min(1) }))
          .min(1),
      }),
    )
    .min(1),
})

export type ExportedSpan = z.infer<typeof span>

// A whole number is told from a measure: as backends keep them apart as well.
function plainValue(value: z.infer<typeof anyValue>): string | number | boolean | bigint {
  if ('stringValue' in value) return value.stringValue
  if ('boolValue' in value) return value.boolValue
  return 'intValue' in value ? BigInt(value.intValue) : value.doubleValue
}
