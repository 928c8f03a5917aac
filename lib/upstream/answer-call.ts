import { ApiError } from '@/lib/openai/api-error'
import type { Call } from '@/lib/operations/parse-call'
import type { Endpoint } from '@/lib/regions/region-map'
import { sharesKey } from '@/lib/regions/shares-key'
import type { Candidate } from '@/lib/routing/rank-candidates'
import type { TraceParent } from '@/lib/telemetry/trace-parent'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'
import type { AttemptResult } from '@/lib/upstream/attempt-result'
import { deadlineOf } from '@/lib/upstream/deadline-of'
import type { Effects } from '@/lib/upstream/effects'
import { exhaustedError } from '@/lib/upstream/exhausted-error'
import type { Failure } from '@/lib/upstream/failure'
import { hedgeTry } from '@/lib/upstream/hedge-try'
import type { Signal } from '@/lib/upstream/link-signal'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import type { Sender } from '@/lib/upstream/sender'
import { timeouts } from '@/lib/upstream/timeouts'
import { tryOnce } from '@/lib/upstream/try-once'

/** What became of a call: an answer or verdict by an endpoint, or an error of ours; and every try, in order. */
export type Answer = {
  readonly attempts: readonly AttemptRecord[]
  readonly candidate: Candidate | undefined
  readonly result:
    | Exclude<AttemptResult, { kind: 'failed' }>
    | { readonly kind: 'exhausted'; readonly error: ApiError }
}

export type AnswerContext = {
  readonly sender: Sender
  readonly effects: Effects
  readonly keyOf: (endpoint: Endpoint) => string | undefined
  readonly callerSignal: Signal
  /** When the request reached us; the deadline counts from here. */
  readonly receivedAt: number
  /** Takes a place at an endpoint; undefined where it stays full for so many milliseconds. */
  readonly enter: (endpoint: Endpoint, waitMs: number) => Promise<(() => void) | undefined>
  /** Asks whether one more try may follow that failure. */
  readonly mayFailOver: (failure: Failure) => boolean
  /** After how many milliseconds a first try is late; undefined where no second is to be begun beside it. */
  readonly hedgeAfterMs: number | undefined
  /** Asks whether one more second try may be begun, and counts it. */
  readonly takeHedge: () => boolean
  /** Names a try's span; absent where no traces are collected. */
  readonly beginSpan?: (() => TraceParent) | undefined
  /** Told of each try as it ends, before the next begins. */
  readonly onAttempt: (record: AttemptRecord) => void
  /** Told once how the stream ended, where the answer is one. */
  readonly onStreamEnd: (end: StreamEnd) => void
}

// Three tries at most; of these two that the endpoint may have worked on, since work is paid for. And one more for the first
// of the models that may stand in, which would else be out of reach wherever there are three endpoints.
const mostAttempts = 3
const mostProcessed = 2

/**
 * Tries the candidates one after another until one answers, within one deadline; none twice but for another model. Where it is
 * asked for, a first that is late is tried beside the second.
 */
export async function answerCall(
  candidates: readonly Candidate[],
  { call, ...context }: AnswerContext & { readonly call: Call },
): Promise<Answer> {
  const { effects, hedgeAfterMs } = context
  const deadline = context.receivedAt + deadlineOf(call).callMs
  const attempts: AttemptRecord[] = []
  let remaining = candidates
  let isFull = false
  const beginNext = async () => {
    for (;;) {
      const [candidate, ...rest] = remaining
      if (candidate === undefined) return undefined
      remaining = rest
      const waitMs = rest.length > 0 ? timeouts.queue : timeouts.lastQueue
      const leave = await context.enter(candidate.endpoint, waitMs)
      if (leave !== undefined) return tryOnce(candidate, { ...context, call, leave })
    }
  }
  // Another model is for where none can serve this one, which a late one well may.
  const beginSecond = async () => {
    const [next] = remaining
    const isSameModel = next !== undefined && modelOf(next, call) === call.model
    return isSameModel && context.takeHedge() ? await beginNext() : undefined
  }
  const mayTry = () => {
    remaining = stillToTry(remaining, { attempts, call })
    return remaining.length > 0 && deadline - effects.now() >= timeouts.shortestAttempt
  }
  while (mayTry()) {
    const begun = await beginNext()
    if (begun === undefined) {
      isFull = attempts.length === 0
      break
    }
    const tries =
      hedgeAfterMs === undefined || attempts.length > 0
        ? [await begun.outcome]
        : await hedgeTry(begun, { effects, afterMs: hedgeAfterMs, beginSecond })
    for (const { record } of tries) {
      attempts.push(record)
      context.onAttempt(record)
    }
    const last = tries.at(-1)
    if (last === undefined) break
    const { candidate, result } = last
    if (result.kind !== 'failed') return { attempts, candidate, result }
    const { isModelUnknown, isSpent, isUnreachable } = result.failure
    const { model } = last.record
    if (isModelUnknown)
      remaining = remaining.filter(each => modelOf(each, call) !== model || listsModel(each, model))
    if (isUnreachable) remaining = remaining.filter(({ endpoint }) => endpoint !== candidate.endpoint)
    if (isSpent) remaining = remaining.filter(each => !sharesKey(each.endpoint, candidate.endpoint))
    if (!mayTry() || !context.mayFailOver(result.failure)) break
  }
  const error = isFull ? noRoom() : exhaustedError(attempts)
  return { attempts, candidate: undefined, result: { kind: 'exhausted', error } }
}

type Tried = { readonly attempts: readonly AttemptRecord[]; readonly call: Call }

function stillToTry(remaining: readonly Candidate[], { attempts, call }: Tried): readonly Candidate[] {
  const processed = attempts.filter(({ failure }) => failure?.isUnprocessed === false)
  // Whoever failed may have acted already.
  if (call.mayAct && processed.length > 0) return []
  if (attempts.length < mostAttempts && processed.length < mostProcessed) return remaining
  const hasStoodIn = attempts.some(({ model }) => model !== call.model)
  return hasStoodIn ? [] : remaining.filter(each => modelOf(each, call) !== call.model)
}

function noRoom(): ApiError {
  return new ApiError(
    'overloaded',
    'Every endpoint that may serve this call has as many calls as it takes.',
    { retryAfterSeconds: 1 },
  )
}

// What one endpoint does not know, another does that lists it by name.
function listsModel({ endpoint }: Candidate, model: string): boolean {
  return endpoint.models.names.has(model)
}

function modelOf(candidate: Candidate, call: Call): string {
  return (candidate.call ?? call).model
}
