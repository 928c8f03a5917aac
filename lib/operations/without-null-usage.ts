const decoder = new TextDecoder()
const encoder = new TextEncoder()

/**
 * An event without a `usage` that is null, which endpoints put into every event of a stream that is asked to tell it at its
 * end. Within a text of the answer quotes are escaped, so that nothing there looks like it.
 */
export function withoutNullUsage(event: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const text = decoder.decode(event)
  if (!text.includes('"usage"')) return event
  const edited = text.replace(/,\s*"usage"\s*:\s*null(?=\s*[,}])/, '')
  return edited === text ? event : encoder.encode(edited)
}
