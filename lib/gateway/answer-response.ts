import type { Committed } from '@/lib/gateway/try-plan'
import { errorResponse } from '@/lib/openai/error-response'
import type { Answer } from '@/lib/upstream/answer-call'

/** The response to the caller, still without our own headers. */
export function answerResponse({ result }: Answer | Committed): Response {
  if (result.kind === 'exhausted') return errorResponse(result.error)
  // Nobody reads it. Without a body it is over at once, and what is to follow it begins.
  if (result.kind === 'abandoned') return new Response(null, { status: 499 })
  if (result.kind === 'refused')
    return Response.json(
      { error: result.error },
      { status: result.status, headers: { 'x-should-retry': 'false' } },
    )
  const { body } = result
  const headers = result.kind === 'committed' ? committedHeaders(result) : result.headers
  if (body instanceof ReadableStream) {
    // Proxies in front must neither hold nor recode a stream.
    headers.set('x-accel-buffering', 'no')
    headers.set('cache-control', 'private, no-store, no-transform')
  }
  return new Response(body, { headers })
}

function committedHeaders({ stream }: Committed['result']): Headers {
  return new Headers({ 'content-type': stream ? 'text/event-stream; charset=utf-8' : 'application/json' })
}
