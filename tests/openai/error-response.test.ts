import { describe, expect, it } from 'vitest'
import { ApiError } from '@/lib/openai/api-error'
import { errorObject, errorResponse } from '@/lib/openai/error-response'

const message = 'What went wrong.'

describe('a failure that was foreseen', () => {
  it("is told in OpenAI's error object", async () => {
    const response = errorResponse(new ApiError('invalid_request', message, { param: 'messages[0].role' }))
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await response.json()).toEqual({
      error: { message, type: 'invalid_request_error', param: 'messages[0].role', code: 'invalid_request' },
    })
  })

  it('has null for a field that is not to blame, and no cause', () => {
    const cause = new Error('10.0.0.1 refused sk-CANARY')
    expect(errorObject(new ApiError('overloaded', message, { cause }))).toEqual({
      message,
      type: 'server_error',
      param: null,
      code: 'overloaded',
    })
  })
})

describe('a failure that nobody foresaw', () => {
  it.each([
    ['an error', new Error('connect ECONNREFUSED 10.0.0.1 CANARY')],
    ['a text', 'CANARY'],
    ['an object', { status: 200, code: 'CANARY', message: 'CANARY' }],
    ['nothing', undefined],
    ['null', null],
  ])('says nothing of its cause: %s', async (_, failure) => {
    const response = errorResponse(failure)
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(JSON.parse(text)).toMatchObject({
      error: { code: 'internal_error', type: 'server_error', param: null },
    })
    expect(text).not.toMatch(/CANARY|stack|10\.0/)
  })
})

describe('retry-after', () => {
  const waitOf = (retryAfterSeconds: number | undefined) =>
    errorResponse(new ApiError('upstream_rate_limited', message, { retryAfterSeconds })).headers.get(
      'retry-after',
    )

  it.each<[number | undefined, string]>([
    [undefined, '5'],
    [1, '1'],
    [7, '7'],
    [7.01, '8'],
    [0.2, '1'],
    [0, '1'],
    [-30, '1'],
    [59, '59'],
    [60, '59'],
    [86_400, '59'],
    [Number.POSITIVE_INFINITY, '59'],
  ])('for a wait of %s s is %s', (seconds, header) => {
    expect(waitOf(seconds)).toBe(header)
  })

  it.each([
    'upstream_rate_limited',
    'no_eligible_endpoint',
    'overloaded',
    'configuration_error',
    'upstream_timeout',
  ] as const)('goes with %s', code => {
    expect(errorResponse(new ApiError(code, message)).headers.get('retry-after')).toBe('5')
  })

  it.each(['invalid_request', 'model_not_found', 'internal_error', 'upstream_unreachable'] as const)(
    'does not go with %s',
    code => {
      const response = errorResponse(new ApiError(code, message, { retryAfterSeconds: 9 }))
      expect(response.headers.has('retry-after')).toBe(false)
    },
  )
})

describe('x-should-retry', () => {
  it.each([
    'invalid_json',
    'invalid_api_key',
    'residency_violation',
    'model_not_found',
    'method_not_allowed',
    'request_too_large',
    'unsupported_media_type',
  ] as const)("is false for a fault of the caller's: %s", code => {
    expect(errorResponse(new ApiError(code, message)).headers.get('x-should-retry')).toBe('false')
  })

  it.each([
    'request_timeout',
    'upstream_rate_limited',
    'internal_error',
    'upstream_unreachable',
    'overloaded',
    'upstream_timeout',
  ] as const)('is left to the client for %s', code => {
    expect(errorResponse(new ApiError(code, message)).headers.has('x-should-retry')).toBe(false)
  })

  it('is false for what is definitive', () => {
    const { headers } = errorResponse(new ApiError('no_eligible_endpoint', message, { definitive: true }))
    expect(headers.get('x-should-retry')).toBe('false')
  })
})

describe('the other headers', () => {
  it('name the methods that are allowed', () => {
    const { headers } = errorResponse(new ApiError('method_not_allowed', message, { allow: 'POST' }))
    expect(headers.get('allow')).toBe('POST')
  })

  it('name the scheme where a credential is missing, and only there', () => {
    expect(errorResponse(new ApiError('invalid_api_key', message)).headers.get('www-authenticate')).toBe(
      'Bearer',
    )
    expect(errorResponse(new ApiError('invalid_json', message)).headers.has('www-authenticate')).toBe(false)
  })
})
