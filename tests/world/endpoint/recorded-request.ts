import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

export interface RecordedRequest {
  method: string
  /** With the query. */
  path: string
  headers: IncomingHttpHeaders
  bodyText: string
  /** What tells its connection from others. */
  connection: number | undefined
  /** Milliseconds since 1970. */
  at: number
  /** Whether the caller's connection closed before we had finished. */
  aborted: boolean
}

/** What is kept of a request. */
export function recordedRequest(request: IncomingMessage, bodyText: string): RecordedRequest {
  const { method = 'GET', url = '/', headers, socket } = request
  const connection = socket.remotePort
  return { method, path: url, headers, bodyText, connection, at: Date.now(), aborted: false }
}
