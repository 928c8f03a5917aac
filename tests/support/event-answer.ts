import type { UpstreamBody } from './upstream-body'

/** An endpoint's stream, which breaks when the request is aborted as that of a real `fetch` does. */
export function eventAnswer(body: UpstreamBody) {
  return (signal: AbortSignal | null | undefined) =>
    new Response(body.open(signal), { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
}
