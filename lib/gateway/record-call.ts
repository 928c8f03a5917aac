import { routeReason, writeAttempts } from '@/lib/gateway/call-headers'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { ApiError } from '@/lib/openai/api-error'
import type { CallLine } from '@/lib/telemetry/call-line'
import { logUnexpected } from '@/lib/telemetry/log-unexpected'

export type CallOutcome = {
  readonly status: number
  readonly responseMs: number
  readonly dependencies: Dependencies
}

/** Records one call when all of it is over, a stream's end included: exactly one line, whatever became of it. */
export async function recordCall(
  trace: CallTrace,
  { status, responseMs, dependencies }: CallOutcome,
): Promise<void> {
  const { caller, operation, call, answer } = trace
  const end = await trace.streamEnd
  const line: CallLine = {
    event: 'call',
    requestId: caller.requestId,
    operation: operation?.name,
    // What is no model of ours is the caller's text and stays out of the log.
    model: answer && call?.model,
    country: caller.place.country ?? 'unknown',
    edge: caller.place.edge,
    endpoint: answer?.candidate?.endpoint.id,
    reason: routeReason(trace),
    attempts: writeAttempts(answer?.attempts ?? []),
    status,
    code: end === undefined ? codeOf(trace) : end.kind === 'failed' ? end.code : undefined,
    end: end?.kind,
    responseMs,
    totalMs: dependencies.effects.now() - caller.receivedAt,
  }
  dependencies.writeLog('info', line)
  if (trace.error !== undefined)
    logUnexpected(trace.error, { requestId: caller.requestId, writeLog: dependencies.writeLog })
}

function codeOf({ answer, error }: CallTrace): string | undefined {
  const told = answer?.result.kind === 'exhausted' ? answer.result.error : error
  if (told === undefined) return answer?.result.kind === 'abandoned' ? 'client_closed_request' : undefined
  return told instanceof ApiError ? told.code : 'internal_error'
}
