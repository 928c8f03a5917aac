import { parseJson } from '@/lib/openai/parse-json'
import { readExplanation } from '@/lib/openai/read-explanation'
import { readUpstreamError } from '@/lib/openai/read-upstream-error'
import type { Hidden } from '@/lib/openai/redact-text'
import type { Call } from '@/lib/operations/parse-call'
import { upstreamBody } from '@/lib/operations/upstream-body'
import { adaptCall } from '@/lib/regions/adapt-call'
import { type Endpoint, upstreamModel } from '@/lib/regions/region-map'
import { translateChat } from '@/lib/translation/translate-chat'
import { unsupportedField } from '@/lib/translation/unsupported-field'
import { Untranslatable } from '@/lib/translation/untranslatable'
import type { AttemptResult } from '@/lib/upstream/attempt-result'
import { classifyNetworkError } from '@/lib/upstream/classify-network-error'
import { deadlineOf } from '@/lib/upstream/deadline-of'
import type { Effects } from '@/lib/upstream/effects'
import type { Failure } from '@/lib/upstream/failure'
import { createGuard, type Guard } from '@/lib/upstream/guard'
import { hiddenTexts } from '@/lib/upstream/hidden-texts'
import { judgeRefusal } from '@/lib/upstream/judge-refusal'
import type { Signal } from '@/lib/upstream/link-signal'
import { openStream } from '@/lib/upstream/open-stream'
import { readAnswer } from '@/lib/upstream/read-answer'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import type { Sender } from '@/lib/upstream/sender'
import { timeouts } from '@/lib/upstream/timeouts'
import { unlessAborted } from '@/lib/upstream/unless-aborted'
import { upstreamHeaders } from '@/lib/upstream/upstream-headers'
import { watchLiveness } from '@/lib/upstream/watch-liveness'

export type AttemptContext = {
  readonly call: Call
  readonly sender: Sender
  readonly key: string | undefined
  readonly effects: Effects
  /** Rings when the caller hangs up. */
  readonly callerSignal: Signal
  /** When the request reached us. */
  readonly receivedAt: number
  /** Told once how a stream ended, after the attempt has succeeded. */
  readonly onStreamEnd: (end: StreamEnd) => void
}

/** Tries one endpoint once, until its whole answer or its first content event is here, or a limit ends it. */
export async function attempt(endpoint: Endpoint, context: AttemptContext): Promise<AttemptResult> {
  const { call, effects } = context
  const guard = createGuard(context.callerSignal, effects)
  const { attemptMs, callMs } = deadlineOf(call)
  const left = context.receivedAt + callMs - effects.now()
  // The shorter first: the other rings within the same timer.
  const cancelWatch = call.stream
    ? guard.limit(
        Math.min(left, timeouts.streamHeaders),
        left < timeouts.streamHeaders ? 'timeout' : 'silence',
      )
    : watchLiveness(endpoint, { ...context, guard })
  const cancelLimit = guard.limit(Math.min(left, attemptMs))
  const trying = tryEndpoint(endpoint, { context, guard, onHeaders: cancelWatch })
  const result = await unlessAborted(guard.signal, trying)
    // What we ended ourselves has its result at hand.
    .catch(error => (guard.stoppedBy() === 'router' ? trying : Promise.reject(error)))
    .catch(error => toResult(error, guard))
  cancelLimit()
  cancelWatch()
  const isStreaming = result.kind === 'answered' && result.body instanceof ReadableStream
  if (!isStreaming) guard.release()
  return result
}

type Try = { readonly context: AttemptContext; readonly guard: Guard; readonly onHeaders: () => void }

async function tryEndpoint(endpoint: Endpoint, { context, guard, onHeaders }: Try): Promise<AttemptResult> {
  const { call, effects, sender, key } = context
  const headers = upstreamHeaders(endpoint, { key, sender, operation: call.operation.name })
  headers.set('content-type', 'application/json')
  const { operation } = call
  const { services, quirks } = endpoint.provider
  const { path = operation.path, dialect } = services[operation.name] ?? {}
  const model = upstreamModel(endpoint, call.model) ?? call.model
  const missing = dialect && unsupportedField(call.request, dialect)
  if (missing !== undefined) return unsupported(missing)
  const init = {
    headers,
    body: upstreamBody(call, model, adaptCall(call, { quirks, model })),
    signal: guard.signal,
  }
  const response =
    dialect === undefined
      ? await effects.fetch(endpoint.baseUrl + path, {
          ...init,
          method: operation.method,
          redirect: 'manual',
        })
      : await translateChat(init, {
          ...effects,
          dialect,
          baseUrl: endpoint.baseUrl,
          model,
          onHeaders: call.stream ? onHeaders : () => {},
        })
  onHeaders()
  const hidden = hiddenTexts(endpoint, { key, call })
  const isOptional = operation.name !== 'chat.completions'
  if (response.status !== 200) return await readRefusal(response, { effects, guard, hidden, isOptional })
  const mayLackFinish = quirks.mayLackFinishReason === true && !isOptional
  return call.stream
    ? await openStream(response, {
        call,
        mayLackFinish,
        hidden,
        effects,
        guard,
        endsAt: context.receivedAt + timeouts.total,
        onEnd: context.onStreamEnd,
      })
    : await readAnswer(response, { ...effects, format: operation.format, guard, mayLackFinish })
}

// Nothing is sent, and another endpoint may well do it.
function unsupported(param?: string): AttemptResult {
  return {
    kind: 'failed',
    failure: {
      label: 'unsupported',
      code: 'invalid_request',
      isUnprocessed: true,
      isOperationUnknown: true,
      isUnsent: true,
      ...(param !== undefined && { param }),
    },
  }
}

type Refusing = {
  readonly effects: Effects
  readonly guard: Guard
  readonly hidden: Hidden
  readonly isOptional: boolean
}

async function readRefusal(
  response: Response,
  { effects, guard, hidden, isOptional }: Refusing,
): Promise<AttemptResult> {
  const { status } = response
  const body = await readExplanation(response.body, effects.startTimer)
  // Its verdict stands even where its explanation was cut off, unless we ended it ourselves.
  if (guard.stoppedBy() !== undefined) throw new Error('The attempt was ended.')
  const error = readUpstreamError(parseJson(new TextDecoder().decode(body)), hidden)
  const retryAfter = response.headers.get('retry-after')
  return judgeRefusal({ status, retryAfter, error, isOptional, now: effects.now() })
}

function toResult(error: unknown, guard: Guard): AttemptResult {
  const stopper = guard.stoppedBy()
  if (stopper === 'caller') return { kind: 'abandoned' }
  if (error instanceof Untranslatable) return unsupported()
  if (stopper !== undefined)
    return { kind: 'failed', failure: { ...timedOut, isUnreachable: stopper === 'silence' } }
  return { kind: 'failed', failure: classifyNetworkError(error) }
}

const timedOut: Failure = {
  label: 'timeout',
  code: 'upstream_timeout',
  isUnprocessed: false,
}
