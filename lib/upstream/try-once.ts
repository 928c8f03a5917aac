import type { Call } from '@/lib/operations/parse-call'
import type { Endpoint } from '@/lib/regions/region-map'
import type { Candidate } from '@/lib/routing/rank-candidates'
import type { AnswerContext } from '@/lib/upstream/answer-call'
import { attempt } from '@/lib/upstream/attempt'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'
import type { AttemptResult } from '@/lib/upstream/attempt-result'
import { linkSignal } from '@/lib/upstream/link-signal'

/** A try that has begun. */
export type Try = {
  readonly candidate: Candidate
  readonly outcome: Promise<Tried>
  /** Ends it, since another has won. */
  cancel(): void
}

export type Tried = {
  readonly candidate: Candidate
  readonly result: AttemptResult
  readonly record: AttemptRecord
}

type Context = AnswerContext & { readonly call: Call; readonly leave: () => void }

/** Begins to try one endpoint once. Its place is held until nothing is in flight any more: until a stream has ended. */
export function tryOnce(candidate: Candidate, { leave, ...context }: Context): Try {
  const { endpoint, call = context.call } = candidate
  const { effects } = context
  const begun = effects.now()
  const span = context.beginSpan?.()
  const link = linkSignal(context.callerSignal)
  let isCancelled = false
  const over = () => {
    leave()
    link.release()
  }
  const trying = attempt(endpoint, {
    ...context,
    call,
    sender: span === undefined ? context.sender : { ...context.sender, span },
    callerSignal: link.signal,
    key: context.keyOf(endpoint),
    onStreamEnd: end => {
      over()
      if (!isCancelled) context.onStreamEnd(end)
    },
  })
  const outcome = trying.then(result => {
    if (!isStream(result)) over()
    const durationMs = effects.now() - begun
    return {
      candidate,
      result,
      record: recordOf(result, {
        endpoint,
        model: call.model,
        durationMs,
        isCancelled,
        span: span && { id: span.spanId, begunAt: begun },
      }),
    }
  })
  return {
    candidate,
    outcome,
    cancel() {
      isCancelled = true
      link.ring()
    },
  }
}

function isStream(result: AttemptResult): boolean {
  return result.kind === 'answered' && result.body instanceof ReadableStream
}

const outcomes = {
  answered: 'succeeded',
  failed: 'failed',
  refused: 'ignored',
  abandoned: 'ignored',
} as const

type Facts = {
  readonly endpoint: Endpoint
  readonly model: string
  readonly durationMs: number
  readonly isCancelled: boolean
  readonly span: AttemptRecord['span']
}

function recordOf(result: AttemptResult, facts: Facts): AttemptRecord {
  const { endpoint, model, durationMs, isCancelled, span } = facts
  return {
    endpoint: endpoint.id,
    model,
    label: isCancelled ? 'cancelled' : labelOf(result),
    outcome: isCancelled ? 'ignored' : outcomes[result.kind],
    failure: result.kind === 'failed' ? result.failure : undefined,
    durationMs,
    // How long a plain answer takes is a matter of its length.
    firstContentMs: isStream(result) ? durationMs : undefined,
    headroom: result.kind === 'answered' ? result.headroom : undefined,
    span,
  }
}

function labelOf(result: AttemptResult): string {
  if (result.kind === 'answered') return '200'
  if (result.kind === 'refused') return String(result.status)
  return result.kind === 'failed' ? result.failure.label : 'abandoned'
}
