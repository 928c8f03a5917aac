const invalid = 'invalid_request_error'
const server = 'server_error'

/** Every code that a caller can meet, with its HTTP status and the `type` that OpenAI's clients know. */
export const errorCodes = {
  invalid_json: [400, invalid],
  invalid_request: [400, invalid],
  json_too_deep: [400, invalid],
  duplicate_key: [400, invalid],
  invalid_encoding: [400, invalid],
  context_length_exceeded: [400, invalid],
  previous_response_not_found: [400, invalid],
  invalid_api_key: [401, invalid],
  insufficient_quota: [402, 'insufficient_quota'],
  model_not_allowed: [403, invalid],
  endpoint_not_allowed: [403, invalid],
  residency_violation: [403, invalid],
  model_not_found: [404, invalid],
  unknown_operation: [404, invalid],
  key_not_found: [404, invalid],
  receipt_not_found: [404, invalid],
  method_not_allowed: [405, invalid],
  request_timeout: [408, invalid],
  idempotency_in_flight: [409, invalid],
  request_too_large: [413, invalid],
  unsupported_media_type: [415, invalid],
  idempotency_mismatch: [422, invalid],
  rate_limit_exceeded: [429, 'rate_limit_error'],
  concurrency_limit_exceeded: [429, 'rate_limit_error'],
  upstream_rate_limited: [429, 'rate_limit_error'],
  internal_error: [500, server],
  upstream_unreachable: [502, server],
  upstream_invalid_response: [502, server],
  upstream_auth: [502, server],
  no_eligible_endpoint: [503, server],
  limiter_unavailable: [503, server],
  auth_unavailable: [503, server],
  overloaded: [503, server],
  ttft_unattainable: [503, server],
  configuration_error: [503, server],
  upstream_timeout: [504, server],
  // Only inside a stream, whose status is already 200.
  upstream_stream_truncated: [200, server],
  upstream_stalled: [200, server],
  upstream_event_too_large: [200, server],
  upstream_error: [200, server],
  deadline_exceeded: [200, server],
} as const

export type ErrorCode = keyof typeof errorCodes

type Details = {
  /** The field of the request that is wrong, in the notation of OpenAI's clients: `messages[0].role`. */
  readonly param?: string | undefined
  readonly retryAfterSeconds?: number | undefined
  /** Trying again cannot help: OpenAI's clients are told not to. */
  readonly definitive?: boolean
  /** The methods that a 405 allows. */
  readonly allow?: string
  readonly cause?: unknown
}

/** A refusal or failure that the caller is told of. The message must hold no host, key, stack or prompt. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly status: number
  readonly type: string
  readonly details: Details

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.status = errorCodes[code][0]
    this.type = errorCodes[code][1]
    this.details = details
  }
}
