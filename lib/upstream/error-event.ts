import { ApiError } from '@/lib/openai/api-error'
import { type ErrorShape, errorEventText } from '@/lib/openai/error-body'
import { errorObject } from '@/lib/openai/error-response'
import { readUpstreamError } from '@/lib/openai/read-upstream-error'
import type { Hidden } from '@/lib/openai/redact-text'

const messages = {
  upstream_stream_truncated: 'The endpoint ended the stream before the answer was complete.',
  upstream_stalled: 'The endpoint stopped sending before the answer was complete.',
  upstream_event_too_large: 'The endpoint sent more at once than this gateway relays.',
  deadline_exceeded: 'The answer took longer than a stream may last here.',
  upstream_error: 'The endpoint reported an error.',
} as const

export type StreamErrorCode = keyof typeof messages

type Broken = {
  readonly shape: ErrorShape
  /** What the endpoint itself says of it. */
  readonly body?: unknown
  /** What is not to be repeated of that. */
  readonly hidden?: Hidden
}

/**
 * The event that ends a broken stream; with the endpoint's own words, redacted, where it gave any.
 * It has no `choices`: beside them the AI SDK overlooks the error.
 */
export function errorEvent(code: StreamErrorCode, { shape, body, hidden }: Broken): Uint8Array<ArrayBuffer> {
  const own = errorObject(new ApiError(code, messages[code]))
  const told = readUpstreamError(body, hidden)
  const error = told === undefined ? own : { ...told, code: told.code ?? own.code }
  return new TextEncoder().encode(errorEventText(error, { shape, status: 200 }))
}
