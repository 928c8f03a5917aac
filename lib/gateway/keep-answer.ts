import type { CacheEntry } from '@/lib/cache/cache-entry'
import type { FlightEnd } from '@/lib/cache/flights'
import { isKeepable } from '@/lib/cache/is-keepable'
import { sealText } from '@/lib/cache/seal-text'
import type { KeptText } from '@/lib/cache/text-store'
import { withoutUsage } from '@/lib/cache/without-usage'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { elsewhere, mostShared } from '@/lib/gateway/find-entry'
import { modelUsed } from '@/lib/gateway/model-used'
import { errorOf } from '@/lib/gateway/record-call'
import { ApiError } from '@/lib/openai/api-error'
import { logLost } from '@/lib/telemetry/log-lost'
import type { StreamEnd } from '@/lib/upstream/relay-stream'

/** Once a call is over: gives its answer to those that wait for the same, and keeps it where it may be given again. */
export async function keepAnswer(
  trace: CallTrace,
  end: StreamEnd | undefined,
  dependencies: Dependencies,
): Promise<void> {
  const { cache, call } = trace
  if (cache === undefined) return
  const { effects } = dependencies
  // What another model said is no answer of this one, whatever its caller was given.
  const given = { ...(trace.answer && { answer: trace.answer }), ...(call && { call }) }
  const answer = modelUsed(given) === call?.model ? wholeAnswer(trace, end) : undefined
  const entry: CacheEntry | undefined = answer && {
    ...answer,
    text: answer.form === 'events' ? withoutUsage(answer.text) : answer.text,
    storedAt: effects.now(),
    ttlSeconds: cache.policy.ttlSeconds,
  }
  const { key, flight } = cache
  const kept =
    entry !== undefined && isKeepable(entry, call?.operation.format.name)
      ? keepHere(entry, { key, dependencies })
      : undefined
  // Only now, so that whoever comes later finds the answer itself.
  if (flight !== undefined)
    dependencies.cache.flights.end(key, { flight, how: flightEnd(trace, { entry, end }) })
  if (kept !== undefined) await share(kept, { key, dependencies })
}

type Whole = Pick<CacheEntry, 'form' | 'text' | 'usage'>

/** The answer that a call was given, where it was given all of it and it is not too large. */
export function wholeAnswer({ answer, recording }: CallTrace, end: StreamEnd | undefined): Whole | undefined {
  if (answer?.result.kind !== 'answered') return undefined
  const { body, usage } = answer.result
  if (!(body instanceof ReadableStream)) return { form: 'plain', text: new TextDecoder().decode(body), usage }
  const text = end?.kind === 'complete' ? recording?.() : undefined
  return text === undefined ? undefined : { form: 'events', text, usage: end?.progress.usage }
}

type Outcome = { readonly entry: CacheEntry | undefined; readonly end: StreamEnd | undefined }

function flightEnd(trace: CallTrace, { entry, end }: Outcome): FlightEnd {
  if (entry !== undefined) return { kind: 'answered', entry }
  const { answer } = trace
  const hasLeft = answer?.result.kind === 'abandoned' || end?.kind === 'abandoned'
  if (hasLeft || trace.caller.signal.aborted) return { kind: 'abandoned' }
  if (answer?.result.kind === 'refused') return answer.result
  const error = end?.kind === 'failed' ? brokenOff() : errorOf(trace)
  return error instanceof ApiError ? { kind: 'failed', error } : { kind: 'alone' }
}

function brokenOff(): ApiError {
  return new ApiError('upstream_invalid_response', 'The answer broke off, and so did that of a second try.')
}

// Larger ones, and those that live longer than a day until they are asked for, are for object storage.
const mostSharedWithoutObjects = 512 * 1024
const longestSharedSeconds = 24 * 60 * 60

type Keeping = { readonly key: string; readonly dependencies: Dependencies }

// As long again as it is good it may stand in where no endpoint answers.
const keptTimes = 2

function keepHere(entry: CacheEntry, { key, dependencies }: Keeping) {
  const { cache, effects } = dependencies
  const text = JSON.stringify(entry)
  const seconds = keptTimes * entry.ttlSeconds
  cache.memory.set(key, { text, seconds, now: effects.now() })
  return { text, seconds }
}

async function share(kept: KeptText, { key, dependencies }: Keeping): Promise<void> {
  const { cache, writeLog } = dependencies
  const { seconds } = kept
  const text = await sealText(kept.text, { name: key, secret: cache.secret })
  const isLarge = text.length > mostShared || seconds > keptTimes * longestSharedSeconds
  const isForObjects = cache.objects !== undefined && (isLarge || cache.shared === undefined)
  try {
    if (isForObjects) await cache.objects?.set(key, { text, seconds })
    if (isForObjects || text.length <= mostSharedWithoutObjects)
      await cache.shared?.set(key, { text: isForObjects ? elsewhere : text, seconds })
  } catch (error) {
    logLost(error, { event: 'cache-lost', writeLog })
  }
}
