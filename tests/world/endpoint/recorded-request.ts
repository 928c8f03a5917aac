import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

export interface RecordedRequest {
  method: string
  /** With the query. */
  path: string
  headers: IncomingHttpHeaders
  bodyText: string
  /** Milliseconds since 1970. */
  at: number
  /** Whether the caller's connection closed before we had finished. */
  aborted: boolean
}

/** What is kept of a request. */
export function recordedRequest(request: IncomingMessage, bodyText: string): RecordedRequest {
  const { method = 'GET', url = '/', headers } = request
  return { method, path: url, headers, bodyText, at: Date.now(), aborted: false }
}
