import type { OperationName } from '@/lib/operations/operations'
import type { Auth } from '@/lib/regions/provider'
import type { Endpoint } from '@/lib/regions/region-map'
import { writeTraceParent } from '@/lib/telemetry/trace-parent'
import type { Sender } from '@/lib/upstream/sender'

type Options = {
  readonly key: string | undefined
  readonly sender: Sender
  /** Undefined for a probe. */
  readonly operation?: OperationName
}

/**
 * The headers of a request to an endpoint. Of the caller's own headers only those are in them that name a version of the
 * protocol, so nothing of it can leak; its country and address go along only where the operator asked for that.
 */
export function upstreamHeaders(endpoint: Endpoint, { key, sender, operation }: Options) {
  const headers = new Headers({
    accept: 'application/json, text/event-stream',
    // A compressed stream would arrive in the compressor's blocks and not as it is written.
    'accept-encoding': 'identity',
    'user-agent': `isochrone (+edge ${sender.edge})`,
    'x-request-id': sender.requestId,
  })
  const { provider } = endpoint
  const auth = authFor(endpoint, operation)
  for (const [name, value] of Object.entries({ ...provider.headers, ...sender.protocol }))
    headers.set(name, value)
  if (key !== undefined && auth === 'bearer') headers.set('authorization', `Bearer ${key}`)
  else if (key !== undefined && auth !== 'none') headers.set(auth, key)
  // Of the caller's trace only its id goes along, as its request id does, and only where the operator collects traces. What
  // its vendors have written into `tracestate` is the caller's own.
  if (sender.span !== undefined) headers.set('traceparent', writeTraceParent(sender.span))
  if (endpoint.forward.includes('country')) headers.set('x-client-region', sender.country ?? 'unknown')
  if (endpoint.forward.includes('ip') && sender.ip !== undefined) headers.set('x-client-ip', sender.ip)
  return headers
}

function authFor({ auth, provider }: Endpoint, operation: OperationName | undefined): Auth {
  return (operation && provider.services[operation]?.auth) ?? auth
}
