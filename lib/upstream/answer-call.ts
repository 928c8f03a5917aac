import type { ApiError } from '@/lib/openai/api-error'
import type { Call } from '@/lib/openai/parse-call'
import type { Endpoint } from '@/lib/regions/region-map'
import type { Candidate } from '@/lib/routing/rank-candidates'
import { attempt } from '@/lib/upstream/attempt'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'
import type { AttemptResult } from '@/lib/upstream/attempt-result'
import type { Effects } from '@/lib/upstream/effects'
import { exhaustedError } from '@/lib/upstream/exhausted-error'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import type { Sender } from '@/lib/upstream/sender'
import { timeouts } from '@/lib/upstream/timeouts'

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
  readonly callerSignal: AbortSignal
  /** When the request reached us; the deadline counts from here. */
  readonly receivedAt: number
  /** Told once how the stream ended, where the answer is one. */
  readonly onStreamEnd: (end: StreamEnd) => void
}

// Three tries at most; of these two that the endpoint may have worked on, since work is paid for.
const mostAttempts = 3
const mostProcessed = 2

/** Tries the candidates one after another until one answers, within one deadline; never the same one twice. */
export async function answerCall(
  candidates: readonly Candidate[],
  { call, ...context }: AnswerContext & { readonly call: Call },
): Promise<Answer> {
  const { effects } = context
  const deadline = context.receivedAt + timeouts.beforeFirstContent
  const attempts: AttemptRecord[] = []
  let remaining = candidates
  while (mayTry(attempts, deadline - effects.now())) {
    const [candidate, ...rest] = remaining
    if (candidate === undefined) break
    const { endpoint } = candidate
    const begun = effects.now()
    const result = await attempt(endpoint, {
      ...context,
      call,
      key: context.keyOf(endpoint),
    })
    const failure = result.kind === 'failed' ? result.failure : undefined
    attempts.push({
      endpoint: endpoint.id,
      label: labelOf(result),
      failure,
      durationMs: effects.now() - begun,
    })
    if (result.kind !== 'failed') return { attempts, candidate, result }
    remaining = failure?.isModelUnknown ? rest.filter(each => listsModel(each.endpoint, call.model)) : rest
  }
  return { attempts, candidate: undefined, result: { kind: 'exhausted', error: exhaustedError(attempts) } }
}

function mayTry(attempts: readonly AttemptRecord[], leftMs: number): boolean {
  const processed = attempts.filter(({ failure }) => failure?.isUnprocessed === false)
  return (
    attempts.length < mostAttempts && processed.length < mostProcessed && leftMs >= timeouts.shortestAttempt
  )
}

function listsModel(endpoint: Endpoint, model: string): boolean {
  return endpoint.models.names.has(model)
}

function labelOf(result: AttemptResult): string {
  if (result.kind === 'answered') return '200'
  if (result.kind === 'refused') return String(result.status)
  return result.kind === 'failed' ? result.failure.label : 'abandoned'
}
