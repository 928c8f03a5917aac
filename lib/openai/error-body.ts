/** OpenAI's error object. */
export type ErrorObject = {
  readonly message: string
  readonly type: string
  readonly param: string | null
  readonly code: string | null
}

/** Whose error object it is to be. In a stream of `responses` it stands in an event of theirs. */
export type ErrorShape = 'openai' | 'responses' | 'anthropic'

type Told = { readonly shape: ErrorShape; readonly status: number }

// Source: https://docs.claude.com/en/api/errors
const anthropicTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  503: 'overloaded_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

/** The body that tells an error. Anthropic's object has our code and `param` as well, which its clients pass over. */
export function errorBody(error: ErrorObject, { shape, status }: Told) {
  if (shape !== 'anthropic') return { error }
  return { type: 'error', error: { ...error, type: anthropicType(error, status) } }
}

/** The same as the one event that ends a stream. */
export function errorEventText(error: ErrorObject, told: Told): string {
  const body = errorBody(error, told)
  // OpenAI's own clients look for `error`, the AI SDK for an event of its kind.
  const { code, message, param } = error
  const data =
    told.shape === 'responses' ? { type: 'error', code, message, param, sequence_number: 0, ...body } : body
  const name = told.shape === 'openai' ? '' : 'event: error\n'
  return `${name}data: ${JSON.stringify(data)}\n\n`
}

// In the midst of a stream there is no status, and an endpoint's own word on what may pass stands.
const passing = ['overloaded_error', 'rate_limit_error', 'timeout_error']

function anthropicType({ type }: ErrorObject, status: number): string {
  const known = anthropicTypes[status] ?? (passing.includes(type) ? type : undefined)
  return known ?? (status >= 400 && status < 500 ? 'invalid_request_error' : 'api_error')
}
