/** The headers of a body that we send ourselves. */
export function contentHeaders(stream: boolean): Headers {
  if (!stream) return new Headers({ 'content-type': 'application/json' })
  const headers = new Headers({ 'content-type': 'text/event-stream; charset=utf-8' })
  markStream(headers)
  return headers
}

/** Tells proxies in front that a stream must neither be held nor recoded. */
export function markStream(headers: Headers): void {
  headers.set('x-accel-buffering', 'no')
  headers.set('cache-control', 'private, no-store, no-transform')
}
