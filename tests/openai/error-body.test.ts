import type Anthropic from '@anthropic-ai/sdk'
import { describe, expect, it } from 'vitest'
import { type ErrorObject, errorBody, errorEventText } from '@/lib/openai/error-body'

const error: ErrorObject = {
  message: 'No.',
  type: 'invalid_request_error',
  param: 'model',
  code: 'model_not_found',
}

it("OpenAI's object is the error as it is", () => {
  expect(errorBody(error, { shape: 'openai', status: 404 })).toEqual({ error })
})

it("Anthropic's has our code and field as well", () => {
  expect(errorBody(error, { shape: 'anthropic', status: 404 })).toEqual({
    type: 'error',
    error: { message: 'No.', type: 'not_found_error', param: 'model', code: 'model_not_found' },
  })
})

describe("Anthropic's type goes by the status:", () => {
  type ErrorType = Anthropic.ErrorType | 'request_too_large'

  it.each<[number, ErrorType]>([
    [400, 'invalid_request_error'],
    [401, 'authentication_error'],
    [402, 'billing_error'],
    [403, 'permission_error'],
    [404, 'not_found_error'],
    [405, 'invalid_request_error'],
    [408, 'invalid_request_error'],
    [409, 'conflict_error'],
    [413, 'request_too_large'],
    [415, 'invalid_request_error'],
    [422, 'invalid_request_error'],
    [429, 'rate_limit_error'],
    [500, 'api_error'],
    [502, 'api_error'],
    [503, 'overloaded_error'],
    [504, 'timeout_error'],
    [529, 'overloaded_error'],
    [200, 'api_error'],
  ])('%i is told as %s', (status, type) => {
    expect(errorBody(error, { shape: 'anthropic', status })).toMatchObject({ error: { type } })
  })
})

describe('the event that ends a stream', () => {
  it("has no name for OpenAI's clients", () => {
    expect(errorEventText(error, { shape: 'openai', status: 200 })).toBe(
      `data: ${JSON.stringify({ error })}\n\n`,
    )
  })

  it("has one for Anthropic's, which go by it", () => {
    const text = errorEventText(error, { shape: 'anthropic', status: 200 })
    expect(text).toMatch(/^event: error\ndata: [^\n]*\n\n$/)
    expect(JSON.parse(text.slice('event: error\ndata: '.length))).toEqual({
      type: 'error',
      error: { ...error, type: 'api_error' },
    })
  })

  it.each(['openai', 'responses', 'anthropic'] as const)(
    'is one event, whatever it says, in the words of %s',
    shape => {
      const text = errorEventText(
        { ...error, message: 'a\n\ndata: [DONE]\r\n\r\nevent: x' },
        { shape, status: 200 },
      )
      expect(text.match(/\n\n/g)).toHaveLength(1)
      expect(text.match(/^data: /gm)).toHaveLength(1)
    },
  )
})
