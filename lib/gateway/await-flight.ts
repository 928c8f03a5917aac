import { freshness, parseEntry } from '@/lib/cache/cache-entry'
import type { Flight, FlightEnd } from '@/lib/cache/flights'
import { giveEntry } from '@/lib/gateway/answer-from-cache'
import type { Reached } from '@/lib/gateway/answer-in-time'
import type { CallCache } from '@/lib/gateway/call-cache'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { contentHeaders } from '@/lib/gateway/content-headers'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { Call } from '@/lib/operations/parse-call'
import { deadlineOf } from '@/lib/upstream/deadline-of'
import type { Effects } from '@/lib/upstream/effects'
import type { Signal } from '@/lib/upstream/link-signal'

// Who asked for a stream sees nothing of another's answer until that is whole, and so does not wait as long as it may take. But
// those that no longer wait go one after another, each after half the time of the one before: most are answered meanwhile.
const streamPatienceMs = 10_000
// A plain call waits however long another works on the same, but not for one who reads a stream at leisure, or not at all.
const plainPatienceMs = 30_000
const shortestLookMs = 20
const longestLookMs = 250
// Where two had no answer for the others a third would not have one either.
const mostFailures = 2

type Waiting = { readonly signal: Pick<Signal, 'aborted'>; readonly dependencies: Dependencies }

/**
 * What the same call comes to that is under way, for this one too; undefined where this one is to go on. Where none is under
 * way, or it ended without an answer for others, the first that notices takes the lead, and the others wait for it. Throws
 * what two have failed by.
 */
export async function awaitFlight(trace: CallTrace, waiting: Waiting): Promise<Reached | undefined> {
  const { cache, call } = trace
  if (cache === undefined || call === undefined || !cache.policy.mayRead) return undefined
  const { now } = waiting.dependencies.effects
  const begunAt = now()
  const reached = await look({ trace, cache, call, ...waiting })
  if (now() > begunAt) trace.mark('wait')
  return reached
}

type Looking = Waiting & { readonly trace: CallTrace; readonly cache: CallCache; readonly call: Call }

async function look({ trace, cache, call, signal, dependencies }: Looking): Promise<Reached | undefined> {
  const { effects } = dependencies
  const { flights } = dependencies.cache
  const begunAt = effects.now()
  const deadline = trace.caller.receivedAt + deadlineOf(call).callMs
  let held: Flight | undefined
  let failures = 0
  for (;;) {
    const now = effects.now()
    if (held?.end?.kind === 'answered') return fromEntry(held.end.entry, { trace, now })
    if (held?.end !== undefined && held.end.kind !== 'abandoned') {
      failures = Math.max(failures, held.before.failures) + 1
      if (failures >= mostFailures) return verdict(held.end, trace)
    }
    const late: number = held?.before.late ?? 0
    held = flights.find(cache.key, now)
    if (held === undefined) {
      // It may have ended since this call looked.
      const entry = remembered(cache, dependencies)
      if (entry !== undefined) return fromEntry(entry, { trace, now })
      cache.flight = flights.begin(cache.key, { now, before: { failures, late }, isStream: call.stream })
      return undefined
    }
    if (signal.aborted || trace.cachedText !== undefined) return abandoned(trace)
    if (now >= deadline) return undefined
    const patience = patienceMs(call, held)
    if (now - held.begunAt >= patience) {
      const before = { failures: Math.max(failures, held.before.failures), late: held.before.late + 1 }
      cache.flight = flights.begin(cache.key, { now, before, isStream: call.stream })
      return undefined
    }
    // The longer it takes, the less a little more matters.
    const lookMs = Math.max(shortestLookMs, (now - begunAt) / 20)
    await pause(Math.min(longestLookMs, patience, lookMs), effects)
  }
}

function patienceMs({ stream }: Call, { before, isStream }: Flight): number {
  if (!stream && !isStream) return Number.POSITIVE_INFINITY
  return Math.max(shortestLookMs, (stream ? streamPatienceMs : plainPatienceMs) / 2 ** before.late)
}

type Given = Parameters<typeof giveEntry>[1]

function fromEntry(entry: Parameters<typeof giveEntry>[0], given: Given): Reached | undefined {
  const text = giveEntry(entry, given)
  if (text === undefined) return undefined
  const headers = contentHeaders(given.trace.call?.stream === true)
  return { result: { kind: 'answered', headers, body: new TextEncoder().encode(text) } }
}

function remembered({ key, policy }: CallCache, { cache, effects }: Dependencies) {
  const now = effects.now()
  const text = cache.memory.get(key, now)
  const entry = text === undefined ? undefined : parseEntry(text)
  return entry !== undefined && freshness(entry, { ...policy, now }) === 'fresh' ? entry : undefined
}

// The key holds all that an endpoint sees of the call, so that its verdict is the same for all.
function verdict(end: FlightEnd, trace: CallTrace): Reached | undefined {
  if (end.kind === 'failed') throw end.error
  return end.kind === 'refused' ? told(end, trace) : undefined
}

// A call that has been answered by what is too old waits for nothing more, and nobody has hung up.
function abandoned(trace: CallTrace): Reached {
  const result = { kind: 'abandoned' } as const
  return trace.cachedText === undefined ? told(result, trace) : { result }
}

function told(result: Reached['result'], trace: CallTrace): Reached {
  trace.answer = { attempts: [], candidate: undefined, result }
  return { result }
}

function pause(milliseconds: number, { startTimer }: Effects): Promise<void> {
  return new Promise(resolve => {
    startTimer(milliseconds, resolve)
  })
}
