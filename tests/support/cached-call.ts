import { admitCall } from '@/lib/gateway/admit-call'
import { beginTrace, type CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { Answer } from '@/lib/upstream/answer-call'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import { untouched } from '@/lib/upstream/stream-progress'
import { buildAttempt } from './build-attempt'
import { buildCall, callBody } from './build-call'
import { buildCandidate } from './build-candidate'
import { buildRequest } from './build-request'
import { completionText } from './completion'

/** A catalogue whose one model may be answered out of the cache for a minute. */
export const cachedModels = {
  catalogue: { 'gpt-4.1': { price: { input: 2, output: 8 }, cacheTtlSeconds: 60 } },
}

type Asked = {
  readonly fields?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** A call that leaves nothing to chance, let in by the gateway of a test. */
export async function admitted(
  dependencies: Dependencies,
  { fields = {}, headers = {}, signal }: Asked = {},
): Promise<CallTrace> {
  const whole = { temperature: 0, ...fields }
  const request = buildRequest({ headers, body: callBody(whole), ...(signal && { signal }) })
  const trace = beginTrace(request, dependencies)
  trace.asked = buildCall(whole)
  trace.view = await dependencies.regionMap.current()
  await admitCall(request.headers, trace, dependencies)
  return trace
}

/** What the cache has to do with a call, where it has something to do with it. */
export function cacheOf({ cache }: CallTrace) {
  if (cache === undefined) throw new Error('The cache has nothing to do with it.')
  return cache
}

/** An endpoint's plain answer. */
export function plainAnswer(text = completionText): Answer {
  const body = new TextEncoder().encode(text)
  return {
    attempts: [buildAttempt('sin')],
    candidate: buildCandidate('sin'),
    result: { kind: 'answered', headers: new Headers(), body },
  }
}

/** An endpoint's stream, of which a test says what was recorded. */
export function streamAnswer(trace: CallTrace, text: string | undefined): void {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>()
  trace.answer = {
    attempts: [buildAttempt('sin')],
    candidate: buildCandidate('sin'),
    result: { kind: 'answered', headers: new Headers(), body },
  }
  trace.recording = () => text
}

/** How a stream ended that was read to its end. */
export const complete: StreamEnd = { kind: 'complete', progress: untouched }
