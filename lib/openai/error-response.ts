import { ApiError } from '@/lib/openai/api-error'
import { type ErrorObject, type ErrorShape, errorBody } from '@/lib/openai/error-body'

/** The error object of a failure; one that nobody foresaw says nothing of its cause. */
export function errorObject(error: unknown): ErrorObject {
  const known = error instanceof ApiError ? error : unforeseen(error)
  return { message: known.message, type: known.type, param: known.details.param ?? null, code: known.code }
}

/** Turns any failure into an error response, with the headers that OpenAI's and Anthropic's clients act on. */
export function errorResponse(error: unknown, shape: ErrorShape = 'openai'): Response {
  const known = error instanceof ApiError ? error : unforeseen(error)
  const { retryAfterSeconds, definitive, allow } = known.details
  const headers = new Headers()
  if (allow !== undefined) headers.set('allow', allow)
  if (known.status === 401) headers.set('www-authenticate', 'Bearer')
  if (mayBeRetried(known.status)) headers.set('retry-after', String(clampSeconds(retryAfterSeconds ?? 5)))
  if (definitive || isDefinitive(known.status)) headers.set('x-should-retry', 'false')
  const { status } = known
  return Response.json(errorBody(errorObject(known), { shape, status }), { status, headers })
}

/** What the caller is told of a failure that nobody foresaw. */
export function unforeseen(cause: unknown): ApiError {
  return new ApiError('internal_error', 'An unexpected error occurred. Please try again.', { cause })
}

function mayBeRetried(status: number): boolean {
  return status === 429 || status === 503 || status === 504
}

function isDefinitive(status: number): boolean {
  return status < 500 && ![408, 409, 429].includes(status)
}

// OpenAI's clients ignore a wait of 60 s and more in favour of their own back-off.
function clampSeconds(seconds: number): number {
  return Math.min(59, Math.max(1, Math.ceil(seconds)))
}
