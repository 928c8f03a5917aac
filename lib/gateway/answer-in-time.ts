import { answerStale } from '@/lib/gateway/answer-from-cache'
import { answerResponse } from '@/lib/gateway/answer-response'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { ApiError } from '@/lib/openai/api-error'
import { unforeseen } from '@/lib/openai/error-response'
import type { Call } from '@/lib/operations/parse-call'
import type { Answer } from '@/lib/upstream/answer-call'
import { commitEarly } from '@/lib/upstream/commit-early'
import { linkSignal, type Signal } from '@/lib/upstream/link-signal'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import { untouched } from '@/lib/upstream/stream-progress'
import { timeouts } from '@/lib/upstream/timeouts'
import { within } from '@/lib/upstream/within'

/** What a call came to, whoever gave it. */
export type Reached = Pick<Answer, 'result'>

/** What whoever looks for an answer goes by. */
export type Way = {
  /** Rings where the caller hangs up. */
  readonly signal: Signal
  /** To be told how a stream ended, where the answer is one. */
  readonly onStreamEnd: (end: StreamEnd) => void
}

type Asked = { readonly call: Call; readonly trace: CallTrace; readonly dependencies: Dependencies }

/**
 * Responds with what `reach` comes to; throws what it fails by. Where an answer is too long in coming one that is too old stands
 * in, and the new one is waited for all the same, to be kept; where there is none, it is committed to, and follows in the body.
 */
export async function answerInTime(
  reach: (way: Way) => Promise<Reached>,
  { call, trace, dependencies }: Asked,
): Promise<Response> {
  const { effects } = dependencies
  const { receivedAt, signal } = trace.caller
  const shape = call.operation.format.errors
  const hangUp = linkSignal(signal)
  let endStream: (end: StreamEnd) => void = () => {}
  const streamEnd = new Promise<StreamEnd>(resolve => {
    endStream = resolve
  })
  const reaching = reach({ signal: hangUp.signal, onStreamEnd: endStream }).catch(
    (error: unknown): Reached => {
      // Once a response has been begun, nobody above could tell the caller.
      trace.error = error
      return { result: { kind: 'exhausted', error: error instanceof ApiError ? error : unforeseen(error) } }
    },
  )
  const over = reaching.then(async ({ result }) => {
    const end = await endOf(result, streamEnd)
    hangUp.release()
    return end
  })
  const soon = await within(receivedAt + timeouts.commit - effects.now(), { promise: reaching, effects })
  if (trace.steps.plan !== undefined) trace.mark('upstream')
  if (soon === undefined) {
    const stale = answerStale(trace, dependencies)
    if (stale !== undefined) {
      // The caller has what it gets, and may go.
      hangUp.release()
      trace.streamEnd = Promise.all([over, readUp(reaching)]).then(([end]) => wholeEnd(end))
      return stale
    }
    trace.streamEnd = over
    const { stream } = call
    const body = commitEarly(reaching, { stream, shape, effects, onCancel: hangUp.ring })
    return answerResponse({ kind: 'committed', stream, body }, shape)
  }
  const { result } = soon
  if (result.kind === 'exhausted') throw result.error
  if (result.kind === 'answered' && result.body instanceof ReadableStream) trace.streamEnd = over
  return answerResponse(result, shape)
}

// Only what is read goes on, and is recorded.
async function readUp(reaching: Promise<Reached>): Promise<void> {
  const { result } = await reaching
  if (result.kind !== 'answered' || !(result.body instanceof ReadableStream)) return
  await result.body.pipeTo(new WritableStream()).catch(() => undefined)
}

// What failed behind a response that was whole is no failure of it.
function wholeEnd(end: StreamEnd | undefined): StreamEnd | undefined {
  return end?.kind === 'complete' ? end : undefined
}

// Undefined for a plain answer that was given.
async function endOf(
  result: Reached['result'],
  streamEnd: Promise<StreamEnd>,
): Promise<StreamEnd | undefined> {
  if (result.kind === 'exhausted') return { kind: 'failed', code: result.error.code, progress: untouched }
  if (result.kind === 'abandoned') return { kind: 'abandoned', progress: untouched }
  return result.kind === 'answered' && result.body instanceof ReadableStream ? await streamEnd : undefined
}
