import { expect, it } from 'vitest'
import { ApiError, type ErrorCode } from '@/lib/openai/api-error'

it.each<[ErrorCode, number, string]>([
  ['invalid_json', 400, 'invalid_request_error'],
  ['invalid_request', 400, 'invalid_request_error'],
  ['json_too_deep', 400, 'invalid_request_error'],
  ['duplicate_key', 400, 'invalid_request_error'],
  ['invalid_encoding', 400, 'invalid_request_error'],
  ['invalid_api_key', 401, 'invalid_request_error'],
  ['endpoint_not_allowed', 403, 'invalid_request_error'],
  ['residency_violation', 403, 'invalid_request_error'],
  ['model_not_found', 404, 'invalid_request_error'],
  ['unknown_operation', 404, 'invalid_request_error'],
  ['method_not_allowed', 405, 'invalid_request_error'],
  ['request_timeout', 408, 'invalid_request_error'],
  ['request_too_large', 413, 'invalid_request_error'],
  ['unsupported_media_type', 415, 'invalid_request_error'],
  ['upstream_rate_limited', 429, 'rate_limit_error'],
  ['internal_error', 500, 'server_error'],
  ['upstream_unreachable', 502, 'server_error'],
  ['upstream_invalid_response', 502, 'server_error'],
  ['upstream_auth', 502, 'server_error'],
  ['no_eligible_endpoint', 503, 'server_error'],
  ['overloaded', 503, 'server_error'],
  ['configuration_error', 503, 'server_error'],
  ['upstream_timeout', 504, 'server_error'],
])('%s has the status %i and the type %s', (code, status, type) => {
  expect(new ApiError(code, 'What went wrong.')).toMatchObject({ code, status, type, details: {} })
})

it('is an error with its message and its cause', () => {
  const cause = new Error('inner')
  const error = new ApiError('invalid_json', 'What went wrong.', { param: 'n', cause })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({
    name: 'ApiError',
    message: 'What went wrong.',
    cause,
    details: { param: 'n' },
  })
})
