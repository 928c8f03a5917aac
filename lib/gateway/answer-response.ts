import { contentHeaders, markStream } from '@/lib/gateway/content-headers'
import { type ErrorShape, errorBody } from '@/lib/openai/error-body'
import type { Answer } from '@/lib/upstream/answer-call'

/** A response that is begun before its answer is known. */
type Committed = {
  readonly kind: 'committed'
  readonly stream: boolean
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
}

type Answered = Exclude<Answer['result'], { kind: 'exhausted' }> | Committed

/** The response to the caller, still without our own headers. */
export function answerResponse(result: Answered, shape: ErrorShape): Response {
  // Nobody reads it. Without a body it is over at once, and what is to follow it begins.
  if (result.kind === 'abandoned') return new Response(null, { status: 499 })
  if (result.kind === 'refused')
    return Response.json(errorBody(result.error, { shape, status: result.status }), {
      status: result.status,
      headers: { 'x-should-retry': 'false' },
    })
  const { body } = result
  const headers = result.kind === 'committed' ? contentHeaders(result.stream) : result.headers
  if (body instanceof ReadableStream) markStream(headers)
  return new Response(body, { headers })
}
