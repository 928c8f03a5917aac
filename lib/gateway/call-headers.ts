import type { CallTrace } from '@/lib/gateway/call-trace'
import { corsHeaders } from '@/lib/gateway/cors-headers'
import { degradedParts } from '@/lib/gateway/degraded-parts'
import type { Environment } from '@/lib/gateway/environment'
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
  const { caller, answer, call } = trace
  const headers: [string, string | undefined][] = [
    ['x-request-id', caller.requestId],
    ['x-routed-from', caller.place.country ?? 'unknown'],
    ['x-endpoint-used', answer?.candidate?.endpoint.id],
    ['x-route-reason', routeReason(trace)],
    ['x-route-attempts', answer && writeAttempts(answer.attempts)],
    ['x-model-used', answer?.candidate && headerSafe(call?.model)],
    ['x-response-time', String(responseMs)],
    ['server-timing', serverTiming(trace)],
    ['x-cache', call && 'BYPASS'],
    ['x-degraded', degradedParts({ environment, view: trace.view, hasBoard }).join(', ')],
    ['x-content-type-options', 'nosniff'],
    ['vary', 'authorization, origin'],
    ...Object.entries(corsHeaders(caller.origin, environment.corsOrigins)),
  ]
  return headers.flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : []))
}

/** Why the endpoint that answered was chosen: its place in the plan, or that others before it had failed. */
export function routeReason({ answer }: CallTrace): string | undefined {
  if (answer?.candidate === undefined) return undefined
  return answer.attempts.length > 1 ? 'failover' : answer.candidate.reason
}

/** Every try in order, each with its status or what came instead: `sin;503, nrt;200`. */
export function writeAttempts(attempts: readonly AttemptRecord[]): string {
  return attempts.map(({ endpoint, label }) => `${endpoint};${label}`).join(', ')
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
