/** OpenAI's error object. */
export type ErrorObject = {
  readonly message: string
  readonly type: string
  readonly param: string | null
  readonly code: string | null
}

/** Whose error object it is to be. */
export type ErrorShape = 'openai' | 'anthropic'

// Source: https://docs.claude.com/en/api/errors
const anthropicTypes: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

/** The body that tells an error. Anthropic's object has our code and `param` as well, which its clients pass over. */
export function errorBody(error: ErrorObject, { shape, status }: { shape: ErrorShape; status: number }) {
  if (shape === 'openai') return { error }
  const usual = status >= 400 && status < 500 ? 'invalid_request_error' : 'api_error'
  return { type: 'error', error: { ...error, type: anthropicTypes[status] ?? usual } }
}

/** The same as the one event that ends a stream. */
export function errorEventText(error: ErrorObject, shape: ErrorShape): string {
  const data = JSON.stringify(errorBody(error, { shape, status: 200 }))
  // Anthropic's clients go by the event's name.
  return shape === 'anthropic' ? `event: error\ndata: ${data}\n\n` : `data: ${data}\n\n`
}
