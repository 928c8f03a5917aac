import type { Endpoint } from '@/lib/regions/region-map'
import type { Sender } from '@/lib/upstream/sender'

/**
 * The headers of a request to an endpoint. Nothing of the caller's own headers is in them, so nothing of it can leak;
 * its country and address go along only where the operator asked for that.
 */
export function upstreamHeaders(
  endpoint: Endpoint,
  { key, sender }: { key: string | undefined; sender: Sender },
) {
  const headers = new Headers({
    accept: 'application/json, text/event-stream',
    // A compressed stream would arrive in the compressor's blocks and not as it is written.
    'accept-encoding': 'identity',
    'user-agent': `isochrone (+edge ${sender.edge})`,
    'x-request-id': sender.requestId,
  })
  if (key !== undefined && endpoint.auth === 'bearer') headers.set('authorization', `Bearer ${key}`)
  if (key !== undefined && endpoint.auth === 'api-key') headers.set('api-key', key)
  if (endpoint.forward.includes('country')) headers.set('x-client-region', sender.country ?? 'unknown')
  if (endpoint.forward.includes('ip') && sender.ip !== undefined) headers.set('x-client-ip', sender.ip)
  return headers
}
