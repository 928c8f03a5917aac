import { routeReason, writeAttempts } from '@/lib/gateway/call-headers'
import type { CallResult } from '@/lib/gateway/call-result'
import type { CallSpan } from '@/lib/gateway/call-span'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { OperationName } from '@/lib/operations/operations'
import type { Span, SpanAttributes } from '@/lib/telemetry/span'
import type { AttemptRecord, AttemptSpan } from '@/lib/upstream/attempt-record'
import { toUsd } from '@/lib/usage/cost-of'
import type { BilledAttempt } from '@/lib/usage/usage-record'

type Traced = { readonly trace: CallTrace; readonly result: CallResult; readonly span: CallSpan }

/**
 * The spans of a call: one for the call, which its caller's may be the parent of, and below it one for each try. Names by
 * https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-spans.md
 */
export function spansOfCall(trace: CallTrace, result: CallResult): readonly Span[] {
  const { span, answer } = trace
  if (span === undefined) return []
  const traced = { trace, result, span }
  const tries = answer?.attempts ?? []
  return [
    callSpan(traced),
    ...tries.flatMap((attempt, at) =>
      attempt.span === undefined
        ? []
        : attemptSpan(attempt, {
            ...traced,
            own: attempt.span,
            billed: result.usage?.attempts[at],
            isAnswer: answer?.result.kind === 'answered' && at === tries.length - 1,
          }),
    ),
  ]
}

function callSpan({ trace, result, span }: Traced): Span {
  const { caller, operation, answer, call, cacheState } = trace
  const { usage, status, code, outcome } = result
  const endpoint = answer?.candidate?.endpoint
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentId: span.parentId,
    name: nameOf(trace, result.asked),
    kind: 'server',
    startMs: caller.receivedAt,
    endMs: result.endedAt,
    // What the caller did wrong is no error of this service. Source: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#status
    isError: outcome === 'failed',
    attributes: {
      ...genAi(trace, endpoint?.id),
      'gen_ai.request.model': result.asked,
      'gen_ai.response.model': result.model,
      'http.request.method': operation?.method,
      'http.route': operation && `/v1${operation.path}`,
      'error.type': code,
      'cloud.region': caller.place.edge,
      'isochrone.request_id': caller.requestId,
      'isochrone.outcome': outcome,
      'isochrone.country': caller.place.country ?? 'unknown',
      'isochrone.endpoint': endpoint?.id,
      'isochrone.route.reason': routeReason(trace),
      'isochrone.route.attempts': writeAttempts(answer?.attempts ?? []) || undefined,
      'isochrone.cache': call && (cacheState?.kind ?? 'BYPASS'),
      'isochrone.cost_usd': usage && !usage.isUnpriced ? toUsd(usage.nanoUsd) : undefined,
    },
    counts: { 'http.response.status_code': status, ...tokens(usage) },
  }
}

type Attempted = Traced & {
  readonly own: AttemptSpan
  readonly billed: BilledAttempt | undefined
  /** It gave the answer, or the part of it that there was. */
  readonly isAnswer: boolean
}

function attemptSpan(
  attempt: AttemptRecord,
  { trace, result, span, own, billed, isAnswer }: Attempted,
): Span {
  const { endpoint, model, label, firstContentMs } = attempt
  const status = /^\d{3}$/.test(label) ? Number(label) : undefined
  const isBroken = isAnswer && result.end?.kind === 'failed'
  const isError = isBroken || attempt.outcome === 'failed' || (status ?? 0) >= 400
  // What is known of a stream's try is how long it took to begin.
  const isStream = isAnswer && result.end !== undefined
  return {
    traceId: span.traceId,
    spanId: own.id,
    parentId: span.spanId,
    name: nameOf(trace, model),
    kind: 'client',
    startMs: own.begunAt,
    endMs: isStream ? result.endedAt : own.begunAt + attempt.durationMs,
    isError,
    attributes: {
      ...genAi(trace, endpoint),
      'gen_ai.request.model': model,
      'gen_ai.response.model': isAnswer ? model : undefined,
      'gen_ai.response.time_to_first_chunk': firstContentMs && firstContentMs / 1000,
      // The endpoint's id and never its URL.
      'server.address': endpoint,
      'error.type': isBroken ? result.code : isError ? label : undefined,
      'cloud.region': trace.caller.place.edge,
      'isochrone.outcome': isBroken ? 'failed' : attempt.outcome,
      'isochrone.attempt': label,
      'isochrone.endpoint.region': trace.view?.value.endpoints.get(endpoint)?.region,
      'isochrone.cost_usd': billed && !result.usage?.isUnpriced ? toUsd(billed.nanoUsd) : undefined,
    },
    counts: { 'http.response.status_code': status, ...tokens(billed) },
  }
}

const operations: Readonly<Record<OperationName, string>> = {
  'chat.completions': 'chat',
  completions: 'text_completion',
  embeddings: 'embeddings',
  responses: 'chat',
  messages: 'chat',
}

// A name that no endpoint was asked for is the caller's text, and a path that we do not know as well.
function nameOf({ operation }: CallTrace, model: string | undefined): string {
  if (operation === undefined) return 'unknown'
  if (operation.method === 'GET') return `GET /v1${operation.path}`
  const name = operations[operation.name]
  return model === undefined ? name : `${name} ${model}`
}

const providerNames: Readonly<Record<string, string>> = {
  // Who speaks OpenAI's format is known by it.
  plain: 'openai',
  azure: 'azure.ai.openai',
  mistral: 'mistral_ai',
  xai: 'x_ai',
  'anthropic-openai': 'anthropic',
  google: 'gcp.gemini',
  'google-openai': 'gcp.gemini',
}

function genAi({ operation, call, view }: CallTrace, endpoint: string | undefined): SpanAttributes {
  if (operation?.method !== 'POST') return {}
  const provider = view?.value.endpoints.get(endpoint ?? '')?.provider.name
  return {
    'gen_ai.operation.name': operations[operation.name],
    'gen_ai.provider.name': provider && (providerNames[provider] ?? provider),
    'gen_ai.request.stream': call?.stream,
  }
}

function tokens(used: BilledAttempt | CallResult['usage']) {
  return {
    'gen_ai.usage.input_tokens': used?.promptTokens,
    'gen_ai.usage.output_tokens': used?.completionTokens,
    'gen_ai.usage.cache_read.input_tokens': used?.cachedTokens,
    'gen_ai.usage.reasoning.output_tokens': used?.reasoningTokens,
  }
}
