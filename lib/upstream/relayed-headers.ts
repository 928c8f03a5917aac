// Headers of an endpoint that a caller may see. All others are dropped: cookies, account names, the wire's own
// `content-encoding` and `content-length`, which no longer fit, and whatever is yet to be invented.
const relayed = ['content-type', 'openai-processing-ms', 'openai-version']

/** The part of an endpoint's response headers that goes to the caller. */
export function relayedHeaders(upstream: Headers): Headers {
  const headers = new Headers()
  for (const name of relayed) {
    const value = upstream.get(name)
    // Other bytes would be encoded a second time on their way.
    if (value !== null && /^[\x20-\x7e]*$/.test(value)) headers.set(name, value)
  }
  return headers
}
