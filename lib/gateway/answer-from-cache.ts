import { answerFromEntry } from '@/lib/cache/answer-from-entry'
import { ageSeconds, type CacheEntry, freshness, parseEntry } from '@/lib/cache/cache-entry'
import type { FlightEnd } from '@/lib/cache/flights'
import type { CallCache } from '@/lib/gateway/call-cache'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { contentHeaders } from '@/lib/gateway/content-headers'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { findEntry } from '@/lib/gateway/find-entry'
import { ApiError, type ErrorCode } from '@/lib/openai/api-error'
import type { Effects } from '@/lib/upstream/effects'

/** Answers a call from the cache, or from one that is the same and under way; undefined where it is to go on. */
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
  const { maxAgeSeconds } = cache.policy
  const state = entry === undefined ? 'gone' : freshness(entry, { now, maxAgeSeconds })
  if (entry !== undefined && state === 'fresh') return respond(entry, { trace, now })
  if (entry !== undefined && state === 'stale') trace.staleEntry = entry
  const shared = await awaitFlight(cache, { trace, dependencies })
  return shared && respond(shared, { trace, now: dependencies.effects.now() })
}

/** Answers a call that no endpoint answers with what would be too old otherwise; undefined where there is nothing. */
export function answerStale(
  error: unknown,
  trace: CallTrace,
  { effects }: Dependencies,
): Response | undefined {
  const { staleEntry } = trace
  if (!(error instanceof ApiError) || !unanswered.has(error.code)) return undefined
  const response = staleEntry && respond(staleEntry, { trace, now: effects.now() })
  // Source: https://www.rfc-editor.org/rfc/rfc7234#section-5.5.1
  response?.headers.set('warning', '110 - "Response is Stale"')
  return response
}

type Given = { readonly trace: CallTrace; readonly now: number }

function respond(entry: CacheEntry, { trace, now }: Given): Response | undefined {
  const { call } = trace
  const text = call && answerFromEntry(entry, call)
  if (call === undefined || text === undefined) return undefined
  trace.cachedText = text
  trace.cacheState = { kind: 'HIT', ageSeconds: ageSeconds(entry, now) }
  return new Response(text, { headers: contentHeaders(call.stream) })
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

// A caller that waits for another's answer sees nothing of it until it is whole, so it does not wait for ever.
const longestWaitMs = 10_000
const lookEveryMs = 20
// Where two have failed the endpoints have, and a third would too.
const mostFailures = 2

type Waiting = { readonly trace: CallTrace; readonly dependencies: Dependencies }

/** Waits for the same call that is under way; where there is none this one takes the lead, and others wait for it. */
async function awaitFlight(
  cache: CallCache,
  { trace, dependencies }: Waiting,
): Promise<CacheEntry | undefined> {
  const { flights } = dependencies.cache
  const { effects } = dependencies
  const until = effects.now() + longestWaitMs
  let failures = 0
  for (;;) {
    const flight = flights.find(cache.key)
    if (flight === undefined) {
      // It may have ended since this call looked.
      const now = effects.now()
      const remembered = dependencies.cache.memory.get(cache.key, now)
      const entry = remembered === undefined ? undefined : parseEntry(remembered)
      if (
        entry !== undefined &&
        freshness(entry, { now, maxAgeSeconds: cache.policy.maxAgeSeconds }) === 'fresh'
      )
        return entry
      cache.flight = flights.begin(cache.key, failures)
      return undefined
    }
    let end: FlightEnd | undefined = flight.end
    while (end === undefined && effects.now() < until && !trace.caller.signal.aborted) {
      await pause(effects)
      end = flight.end
    }
    if (end === undefined || end.kind === 'alone') return undefined
    if (end.kind === 'answered') return end.entry
    if (end.kind === 'abandoned') continue
    failures = Math.max(failures, flight.failuresBefore) + 1
    if (failures >= mostFailures) throw end.error
  }
}

function pause({ startTimer }: Effects): Promise<void> {
  return new Promise(resolve => {
    startTimer(lookEveryMs, resolve)
  })
}
