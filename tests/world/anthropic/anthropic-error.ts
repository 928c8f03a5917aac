import { newId } from '../openai/new-id'
import type { JsonReply } from '../send-json'

const types: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

/** An error in the shape that Anthropic answers with, whose id its header repeats. */
export function anthropicError(status: number, message: string): JsonReply {
  const id = newId('req_011', 21)
  const usual = status >= 400 && status < 500 ? 'invalid_request_error' : 'api_error'
  const error = { type: types[status] ?? usual, message }
  return { status, json: { type: 'error', error, request_id: id }, headers: { 'request-id': id } }
}
