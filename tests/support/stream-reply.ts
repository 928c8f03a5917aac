import type { Reply } from './fake-effects'
import { eventStream } from './sse'
import { createUpstreamBody } from './upstream-body'

/** A stream that an endpoint ends after these pieces. */
export function streamReply(...pieces: readonly string[]): Reply {
  const body = createUpstreamBody(...pieces)
  body.close()
  return { headers: eventStream, body }
}
