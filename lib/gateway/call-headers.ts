import { anthropicLimitHeaders, rateLimitHeaders } from '@/lib/access/rate-limit-headers'
import type { Admission } from '@/lib/gateway/admission'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { corsHeaders } from '@/lib/gateway/cors-headers'
import { degradedParts } from '@/lib/gateway/degraded-parts'
import type { Environment } from '@/lib/gateway/environment'
import { modelUsed } from '@/lib/gateway/model-used'
import { ApiError } from '@/lib/openai/api-error'
import type { ErrorShape } from '@/lib/openai/error-body'
import { plainId } from '@/lib/regions/region-map'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'

type Facts = {
  readonly responseMs: number
  readonly environment: Environment
  /** Whether health is shared between instances. */
  readonly hasBoard: boolean
}

/** The headers by which a response says where the call went and why; the same on errors. */
export function callHeaders(
  trace: CallTrace,
  { responseMs, environment, hasBoard }: Facts,
): [string, string][] {
  const { caller, answer, call, cacheState } = trace
  const headers: (readonly [string, string | undefined])[] = [
    ['x-request-id', caller.requestId],
    ['x-routed-from', caller.place.country ?? 'unknown'],
    ['x-endpoint-used', answer?.candidate && plainId(answer.candidate.endpoint.id)],
    ['x-route-reason', routeReason(trace)],
    ['x-route-map', routeMap(trace)],
    ['x-route-attempts', answer && writeAttempts(answer.attempts.map(plainly))],
    ['x-model-used', headerSafe(modelUsed(trace))],
    ['x-context-trimmed', trace.trimmed ? String(trace.trimmed) : undefined],
    // Anthropic's clients look for it under this name.
    ['request-id', trace.shape === 'anthropic' ? caller.requestId : undefined],
    ['x-response-time', String(responseMs)],
    ['server-timing', serverTiming(trace)],
    ['x-cache', call && (cacheState?.kind ?? 'BYPASS')],
    ['x-cache-age', cacheState?.kind === 'HIT' ? String(cacheState.ageSeconds) : undefined],
    [
      'x-degraded',
      degradedParts({
        environment,
        view: trace.view,
        hasBoard,
        isCountedLocally: isCountedLocally(trace),
      }).join(', '),
    ],
    ['x-content-type-options', 'nosniff'],
    ['vary', 'authorization, origin'],
    ...(trace.admission ? limitHeaders(trace.admission, { shape: trace.shape, now: caller.receivedAt }) : []),
    ...Object.entries(corsHeaders(caller.origin, environment.corsOrigins)),
  ]
  return headers.flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : []))
}

/** Why the endpoint that answered was chosen: its place in the plan, or that others before it had failed. */
export function routeReason({ answer, plan }: Pick<CallTrace, 'answer' | 'plan'>): string | undefined {
  if (answer?.candidate === undefined) return undefined
  // A second try beside the first may have lost against it.
  const isFirst = answer.attempts.length === 1 || answer.candidate === plan?.candidates[0]
  return isFirst ? answer.candidate.reason : 'failover'
}

/** Which map the endpoint that answered was chosen by, where the call goes by a canary; undefined where it does not. */
export function routeMap({ answer, canary }: CallTrace): 'canary' | 'outer' | undefined {
  if (canary?.side !== 'canary' || answer?.candidate === undefined) return undefined
  return answer.candidate.map ?? 'outer'
}

/** Every try in order, each with its status or what came instead: `sin;503, nrt;200`. */
export function writeAttempts(attempts: readonly AttemptRecord[]): string {
  return attempts.map(({ endpoint, label }) => `${endpoint};${label}`).join(', ')
}

// Callers know endpoints by the ids that their operator has given.
function plainly(attempt: AttemptRecord): AttemptRecord {
  return { ...attempt, endpoint: plainId(attempt.endpoint) }
}

function serverTiming({ steps }: CallTrace): string {
  return Object.entries(steps)
    .map(([name, milliseconds]) => `${name};dur=${Math.round(milliseconds * 10) / 10}`)
    .join(', ')
}

// A header holds Latin-1 only, and a model's name is the caller's.
function headerSafe(value: string | undefined): string | undefined {
  return value !== undefined && /^[\x21-\x7e]+$/.test(value) ? value : undefined
}

// An allowance is not what the caller's plan promises, so it is not told as if it were.
type Told = { readonly shape: ErrorShape | undefined; readonly now: number }

function limitHeaders({ verdict, plan, counter }: Admission, { shape, now }: Told) {
  if (counter === 'allowance') return []
  const uses = { limits: plan, requests: verdict.requests, tokens: verdict.tokens, now }
  return [...rateLimitHeaders(uses), ...(shape === 'anthropic' ? anthropicLimitHeaders(uses) : [])]
}

// Also where the call was refused because it could not be counted at all.
function isCountedLocally({ admission, error }: CallTrace): boolean {
  if (admission !== undefined) return admission.counter !== 'shared'
  return error instanceof ApiError && error.code === 'limiter_unavailable'
}
