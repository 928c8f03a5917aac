/** Where a request stands in a distributed trace. Source: https://www.w3.org/TR/trace-context/#traceparent-header */
export type TraceParent = {
  readonly traceId: string
  readonly spanId: string
  readonly isSampled: boolean
}

const form = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** Reads a `traceparent`; undefined where it is none, is not written as the standard has it, or names no trace or span. */
export function parseTraceParent(header: string | null): TraceParent | undefined {
  const [, version, traceId, spanId, flags = '', rest] = form.exec(header ?? '') ?? []
  if (traceId === undefined || spanId === undefined) return undefined
  // Only a version that is yet to come may say more.
  if (version === '00' && rest !== undefined) return undefined
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** The `traceparent` by which the next service goes on. */
export function writeTraceParent({ traceId, spanId, isSampled }: TraceParent): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`
}
