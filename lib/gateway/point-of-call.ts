import type { CallResult } from '@/lib/gateway/call-result'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Point } from '@/lib/telemetry/line-protocol'
import { toUsd } from '@/lib/usage/cost-of'

/** A call as a point in time. Its tags have few values each, and nothing that its caller writes. */
export function pointOfCall(trace: CallTrace, { usage, ...result }: CallResult, dice: number): Point {
  const { caller, operation, answer, call, cacheState, steps } = trace
  return {
    measurement: 'isochrone_call',
    tags: {
      model: result.model ?? 'unknown',
      endpoint: answer?.candidate?.endpoint.id ?? 'none',
      edge: caller.place.edge,
      country: caller.place.country ?? 'unknown',
      outcome: result.outcome,
      operation: operation?.name ?? 'unknown',
      cache: call && (cacheState?.kind ?? 'BYPASS'),
    },
    counts: {
      status: result.status,
      attempts: answer?.attempts.length ?? 0,
      duration_ms: Math.max(0, result.endedAt - caller.receivedAt),
      response_ms: result.responseMs,
      gate_ms: steps.gate,
      plan_ms: steps.plan,
      upstream_ms: steps.upstream,
      prompt_tokens: usage?.promptTokens,
      completion_tokens: usage?.completionTokens,
      cached_tokens: usage?.cachedTokens,
      reasoning_tokens: usage?.reasoningTokens,
    },
    measures: { cost_usd: usage && !usage.isUnpriced ? toUsd(usage.nanoUsd) : undefined },
    texts: { code: result.code, request_id: caller.requestId },
    atMs: caller.receivedAt,
    // Of two points with the same tags and time the second would replace the first.
    nanoseconds: Math.floor(dice * 1e6),
  }
}
