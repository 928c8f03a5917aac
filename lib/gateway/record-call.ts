import { callBytes } from '@/lib/gateway/call-bytes'
import { routeReason, writeAttempts } from '@/lib/gateway/call-headers'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { EndedCall } from '@/lib/gateway/ended-call'
import { modelUsed } from '@/lib/gateway/model-used'
import { writePlan } from '@/lib/gateway/write-plan'
import { ApiError } from '@/lib/openai/api-error'
import type { CallLine } from '@/lib/telemetry/call-line'
import { logUnexpected } from '@/lib/telemetry/log-unexpected'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import { toUsd } from '@/lib/usage/cost-of'

/** Records one call when all of it is over, a stream's end included: exactly one line, whatever became of it. */
export function recordCall(
  { trace, account, end, endedAt, status, responseMs }: EndedCall,
  { writeLog }: Pick<Dependencies, 'writeLog'>,
): void {
  const { caller, operation, call, answer, steps } = trace
  const usage = account?.record
  const bytes = callBytes(trace, end)
  const line: CallLine = {
    event: 'call',
    requestId: caller.requestId,
    traceId: trace.span?.traceId,
    id: usage?.id,
    tenant: usage?.tenant,
    operation: operation?.name,
    // What is no model of ours is the caller's text and stays out of the log.
    model: modelUsed(trace) ?? (answer && call?.model),
    country: caller.place.country ?? 'unknown',
    edge: caller.place.edge,
    endpoint: answer?.candidate?.endpoint.id,
    reason: routeReason(trace),
    canary: trace.canary?.side,
    ...writePlan(trace.plan, trace.view?.value),
    attempts: writeAttempts(answer?.attempts ?? []),
    cache: call && (trace.cacheState?.kind ?? 'BYPASS'),
    bytesIn: bytes.in,
    bytesOut: bytes.out,
    promptTokens: usage?.promptTokens,
    completionTokens: usage?.completionTokens,
    costUsd: usage && !usage.isUnpriced ? toUsd(usage.nanoUsd) : undefined,
    status,
    code: codeAtEnd(trace, end),
    end: end?.kind,
    gateMs: steps.gate,
    planMs: steps.plan,
    upstreamMs: steps.upstream,
    firstContentMs: trace.firstContentMs,
    responseMs,
    totalMs: endedAt - caller.receivedAt,
  }
  writeLog('info', line)
  if (trace.error !== undefined) logUnexpected(trace.error, { requestId: caller.requestId, writeLog })
}

/** What the call failed by, if it did. */
export function errorOf({ answer, error }: CallTrace): unknown {
  return answer?.result.kind === 'exhausted' ? answer.result.error : error
}

/** The code of what the call failed by, if it did. */
export function codeOf(trace: CallTrace): string | undefined {
  const told = errorOf(trace)
  const { answer } = trace
  if (told === undefined) return answer?.result.kind === 'abandoned' ? 'client_closed_request' : undefined
  return told instanceof ApiError ? told.code : 'internal_error'
}

/** The same when all of it is over, a stream's end included. */
export function codeAtEnd(trace: CallTrace, end: StreamEnd | undefined): string | undefined {
  if (end === undefined) return codeOf(trace)
  return end.kind === 'failed' ? end.code : undefined
}
