import { callHeaders } from '@/lib/gateway/call-headers'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { recordCall } from '@/lib/gateway/record-call'
import { refreshKnowledge } from '@/lib/gateway/refresh-knowledge'

type Served = { readonly trace: CallTrace; readonly dependencies: Dependencies }

/** Puts our headers on a response, and leaves what can wait until it has gone out for then. */
export function finishCall(response: Response, { trace, dependencies }: Served): Response {
  const { background, effects } = dependencies
  const { receivedAt, place } = trace.caller
  const responseMs = effects.now() - receivedAt
  for (const [name, value] of callHeaders(trace, {
    responseMs,
    environment: dependencies.environment,
    hasBoard: dependencies.board !== undefined,
  }))
    response.headers.set(name, value)
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store')
  background.keepAlive(recordCall(trace, { status: response.status, responseMs, dependencies }))
  background.defer(() => refreshKnowledge(place.edge, dependencies))
  return response
}
