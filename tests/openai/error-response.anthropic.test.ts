import Anthropic, { APIError } from '@anthropic-ai/sdk'
import { describe, expect, it } from 'vitest'
import { ApiError, type ErrorCode } from '@/lib/openai/api-error'
import { errorEventText } from '@/lib/openai/error-body'
import { errorObject, errorResponse } from '@/lib/openai/error-response'
import { eventStream } from '../support/sse'

const message = 'What went wrong.'
const messages = [{ role: 'user', content: 'x' } as const]

/** What Anthropic's own client throws, and how often it has asked. */
async function thrownFor(respond: () => Response, { stream = false, maxRetries = 0 } = {}) {
  let calls = 0
  const fetch = async () => {
    calls++
    return respond()
  }
  const client = new Anthropic({
    apiKey: 'sk-any',
    baseURL: 'https://gateway.example.com',
    fetch,
    maxRetries,
  })
  const asked = { model: 'm', max_tokens: 5, messages }
  const answer = stream ? client.messages.stream(asked).finalMessage() : client.messages.create(asked)
  const error: unknown = await answer.catch((failure: unknown) => failure)
  return { error, calls }
}

describe("an error for Anthropic's clients", () => {
  it('is their object', async () => {
    const failure = new ApiError('invalid_request', message, { param: 'messages[0].role' })
    const response = errorResponse(failure, 'anthropic')
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await response.json()).toEqual({
      type: 'error',
      error: { message, type: 'invalid_request_error', param: 'messages[0].role', code: 'invalid_request' },
    })
  })

  it('says nothing of what nobody foresaw', async () => {
    const response = errorResponse(new Error('connect ECONNREFUSED 10.0.0.1 CANARY'), 'anthropic')
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(JSON.parse(text)).toMatchObject({
      type: 'error',
      error: { type: 'api_error', code: 'internal_error' },
    })
    expect(text).not.toMatch(/CANARY|10\.0/)
  })

  it("has the same status and headers as OpenAI's", () => {
    const failures = [
      new ApiError('invalid_api_key', message),
      new ApiError('overloaded', message, { retryAfterSeconds: 7, definitive: true }),
      new ApiError('method_not_allowed', message, { allow: 'POST' }),
    ]
    for (const failure of failures) {
      const [theirs, ours] = [errorResponse(failure, 'anthropic'), errorResponse(failure, 'openai')]
      expect([theirs.status, ...theirs.headers]).toEqual([ours.status, ...ours.headers])
    }
  })
})

describe("Anthropic's own client", () => {
  it.each<[ErrorCode, number, string]>([
    ['invalid_request', 400, 'invalid_request_error'],
    ['invalid_api_key', 401, 'authentication_error'],
    ['insufficient_quota', 402, 'billing_error'],
    ['model_not_allowed', 403, 'permission_error'],
    ['model_not_found', 404, 'not_found_error'],
    ['rate_limit_exceeded', 429, 'rate_limit_error'],
    ['overloaded', 503, 'overloaded_error'],
    ['upstream_timeout', 504, 'timeout_error'],
  ])('reads what it is told: %s', async (code, status, type) => {
    const { error } = await thrownFor(() => errorResponse(new ApiError(code, message), 'anthropic'))
    expect(error).toBeInstanceOf(APIError)
    expect(error).toMatchObject({ status, type, error: { error: { message, code } } })
  })

  it('does not ask again where that cannot help', async () => {
    const respond = () =>
      errorResponse(new ApiError('overloaded', message, { definitive: true }), 'anthropic')
    expect(await thrownFor(respond, { maxRetries: 2 })).toMatchObject({ calls: 1 })
  })

  it('reads what ends a stream', async () => {
    const failure = errorObject(new ApiError('upstream_stalled', message))
    const begun = {
      type: 'message_start',
      message: { id: 'msg_1', role: 'assistant', content: [], usage: {} },
    }
    const events = `event: message_start\ndata: ${JSON.stringify(begun)}\n\n${errorEventText(failure, { shape: 'anthropic', status: 200 })}`
    const { error } = await thrownFor(() => new Response(events, { headers: eventStream }), { stream: true })
    expect(error).toBeInstanceOf(APIError)
    expect(error).toMatchObject({
      type: 'api_error',
      error: { error: { message, code: 'upstream_stalled' } },
    })
  })
})
