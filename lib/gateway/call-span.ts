import type { Dependencies } from '@/lib/gateway/dependencies'
import { isSampled } from '@/lib/telemetry/sampler'
import { parseTraceParent, type TraceParent } from '@/lib/telemetry/trace-parent'

/** Where a call stands in its trace. What it became is written down when it is over. */
export type CallSpan = TraceParent & {
  /** The caller's span, where it has a trace of its own. */
  readonly parentId: string | undefined
}

type Tracing = Pick<Dependencies, 'environment' | 'randomBytes'>

/** Takes up the caller's trace, or begins one; undefined where no collector is configured. */
export function beginCallSpan(headers: Headers, { environment, randomBytes }: Tracing): CallSpan | undefined {
  const { traces } = environment
  if (traces === undefined) return undefined
  const parent = parseTraceParent(headers.get('traceparent'))
  const traceId = parent?.traceId ?? newId(16, randomBytes)
  return {
    traceId,
    spanId: newId(8, randomBytes),
    parentId: parent?.spanId,
    isSampled: isSampled({ traceId, parent }, traces.sampler),
  }
}

/** Names the span of one try of a call, for the endpoint to go on from. */
export function beginAttemptSpan(
  { traceId, isSampled }: CallSpan,
  { randomBytes }: Pick<Tracing, 'randomBytes'>,
): TraceParent {
  return { traceId, spanId: newId(8, randomBytes), isSampled }
}

function newId(bytes: number, randomBytes: Tracing['randomBytes']): string {
  return [...randomBytes(bytes)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
