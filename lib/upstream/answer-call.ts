import { ApiError } from '@/lib/openai/api-error'
import type { Call } from '@/lib/operations/parse-call'
import type { Endpoint } from '@/lib/regions/region-map'
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
import { createTryQueue } from '@/lib/upstream/try-queue'

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
  /** Takes a place at an endpoint; undefined where it stays full for so many milliseconds, or until the caller hangs up. */
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
  const queue = createTryQueue(candidates, { ...context, call })
  let isFull = false
  const mayTry = () => queue.mayTry(attempts) && deadline - effects.now() >= timeouts.shortestAttempt
  while (mayTry()) {
    const begun = await queue.beginNext()
    if (begun === undefined) {
      if (context.callerSignal.aborted)
        return { attempts, candidate: undefined, result: { kind: 'abandoned' } }
      isFull = attempts.length === 0
      break
    }
    const tries =
      hedgeAfterMs === undefined || attempts.length > 0
        ? [await begun.outcome]
        : await hedgeTry(begun, { effects, afterMs: hedgeAfterMs, beginSecond: queue.beginSecond })
    for (const { record } of tries) {
      attempts.push(record)
      context.onAttempt(record)
    }
    const last = tries.at(-1)
    if (last === undefined) break
    const { candidate, result } = last
    if (result.kind !== 'failed') return { attempts, candidate, result }
    for (const tried of tries) queue.learn(tried)
    if (!mayTry() || !context.mayFailOver(result.failure)) break
  }
  const error = isFull ? noRoom() : exhaustedError(attempts)
  return { attempts, candidate: undefined, result: { kind: 'exhausted', error } }
}

function noRoom(): ApiError {
  return new ApiError(
    'overloaded',
    'Every endpoint that may serve this call has as many calls as it takes.',
    { retryAfterSeconds: 1 },
  )
}
