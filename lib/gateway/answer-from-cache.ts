import { answerFromEntry } from '@/lib/cache/answer-from-entry'
import { ageSeconds, type CacheEntry, freshness } from '@/lib/cache/cache-entry'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { contentHeaders } from '@/lib/gateway/content-headers'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { findEntry } from '@/lib/gateway/find-entry'
import { ApiError, type ErrorCode } from '@/lib/openai/api-error'

/** Answers a call from the cache; undefined where it is to go on. */
export async function answerFromCache(
  trace: CallTrace,
  dependencies: Dependencies,
): Promise<Response | undefined> {
  const { cache } = trace
  if (cache === undefined) return undefined
  trace.cacheState = { kind: 'MISS' }
  if (!cache.policy.mayRead) return undefined
  const now = dependencies.effects.now()
  const entry = await findEntry(cache, dependencies)
  const state = entry === undefined ? 'gone' : freshness(entry, { ...cache.policy, now })
  if (entry !== undefined && state === 'fresh') return respond(entry, { trace, now })
  if (entry !== undefined && state === 'stale') trace.staleEntry = entry
  return undefined
}

/** Whether a call that fails by that has no answer, and is given one that would be too old otherwise. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof ApiError && unanswered.has(error.code)
}

/** Answers a call with what would be too old otherwise; undefined where there is nothing. */
export function answerStale(trace: CallTrace, { effects }: Dependencies): Response | undefined {
  const { staleEntry } = trace
  const response = staleEntry && respond(staleEntry, { trace, now: effects.now() })
  // Source: https://www.rfc-editor.org/rfc/rfc7234#section-5.5.1
  response?.headers.set('warning', '110 - "Response is Stale"')
  return response
}

type Given = { readonly trace: CallTrace; readonly now: number }

/** What a call is given of a kept answer, noted as that; undefined where it cannot be given in the form that it asks for. */
export function giveEntry(entry: CacheEntry, { trace, now }: Given): string | undefined {
  const text = trace.call && answerFromEntry(entry, trace.call)
  if (text === undefined) return undefined
  trace.cachedText = text
  trace.cacheState = { kind: 'HIT', ageSeconds: ageSeconds(entry, now) }
  return text
}

function respond(entry: CacheEntry, given: Given): Response | undefined {
  const text = giveEntry(entry, given)
  if (text === undefined) return undefined
  return new Response(text, { headers: contentHeaders(given.trace.call?.stream === true) })
}

const unanswered: ReadonlySet<ErrorCode> = new Set([
  'no_eligible_endpoint',
  'overloaded',
  'upstream_auth',
  'upstream_invalid_response',
  'upstream_rate_limited',
  'upstream_timeout',
  'upstream_unreachable',
])
