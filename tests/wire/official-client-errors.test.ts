import OpenAI, { type APIError } from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import { createClient } from './support/create-client'
import { type Stand, startStand } from './support/start-stand'

const model = 'gpt-4.1'
const messages = [{ role: 'user' as const, content: 'Xin chào' }]

let stand: Stand
let closed: Stand
beforeAll(async () => {
  stand = await startStand()
  closed = await startStand({ endpoints: ['sin'], environment: { AUTH: 'required' } })
})
beforeEach(() => stand.world.reset())
afterAll(() => Promise.all([stand.close(), closed.close()]))

type Sent = { readonly headers?: Record<string, string>; readonly body?: object; readonly on?: Stand }

async function refusal({ headers, body, on = stand }: Sent = {}): Promise<APIError> {
  const client = createClient(on.gateway, { defaultHeaders: { ...on.freshEdge(), ...headers } })
  return failure(client.chat.completions.create({ model, messages, ...body }))
}

async function failure(call: Promise<unknown>): Promise<APIError> {
  const error = await call.then(
    () => undefined,
    reason => reason,
  )
  if (error instanceof OpenAI.APIError) return error
  throw new Error('The client raised no error of the API.', { cause: error })
}

function everyEndpoint(behaviour: Parameters<Stand['world']['endpoints'][number]['set']>[0]): void {
  for (const endpoint of stand.world.endpoints) endpoint.set(behaviour)
}

describe('the official client raises', () => {
  it('BadRequestError with the field that is wrong', async () => {
    const error = await refusal({ body: { temperature: 3 } })
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(error).toMatchObject({
      status: 400,
      code: 'invalid_request',
      param: 'temperature',
      type: 'invalid_request_error',
    })
    expect(error.requestID).toMatch(/^[\w-]{36}$/)
  })

  it('AuthenticationError where a credential is required', async () => {
    const error = await refusal({ on: closed })
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError)
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key', param: null })
    expect(error.requestID).toMatch(/^[\w-]{36}$/)
    expect(callsOf(closed.world.endpoint('sin'))).toEqual([])
  })

  it.each([
    ['DE', 'sin', 'residency_violation'],
    ['VN', 'nowhere', 'endpoint_not_allowed'],
  ])('PermissionDeniedError for a call from %s pinned to %s', async (country, pin, code) => {
    const error = await refusal({ headers: { 'x-vercel-ip-country': country, 'x-route-to': pin } })
    expect(error).toBeInstanceOf(OpenAI.PermissionDeniedError)
    expect(error).toMatchObject({ status: 403, code, param: null, requestID: expect.any(String) })
    expect(stand.world.endpoints.flatMap(callsOf)).toEqual([])
  })

  it('NotFoundError for a model that nobody serves', async () => {
    const error = await refusal({ body: { model: 'gpt-nobody' } })
    expect(error).toBeInstanceOf(OpenAI.NotFoundError)
    expect(error).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' })
    expect(error.requestID).toMatch(/^[\w-]{36}$/)
    expect(await failure(createClient(stand.gateway).models.retrieve('gpt-nobody'))).toMatchObject({
      status: 404,
      code: 'model_not_found',
    })
  })

  it('NotFoundError for a path that is none', async () => {
    const error = await failure(createClient(stand.gateway).get('/nope'))
    expect(error).toBeInstanceOf(OpenAI.NotFoundError)
    expect(error).toMatchObject({ code: 'unknown_operation', requestID: expect.any(String) })
  })

  it("UnprocessableEntityError with the endpoint's own words", async () => {
    const told = { message: 'The image is too small.', type: 'image_error', param: 'messages', code: 'tiny' }
    everyEndpoint({ fault: { kind: 'status', status: 422, body: { error: told } } })
    const error = await refusal()
    expect(error).toBeInstanceOf(OpenAI.UnprocessableEntityError)
    expect(error.error).toEqual(told)
    expect(error.headers?.get('x-route-attempts')).toBe('iad;422')
    expect(stand.world.endpoints.flatMap(callsOf)).toHaveLength(1)
  })

  it('RateLimitError with the shortest wait where every endpoint is limited', async () => {
    const waits = { iad: '7', fra: '3', sin: '12', nrt: '9', gru: '9' }
    for (const endpoint of stand.world.endpoints) {
      const wait = Object.entries(waits).find(([id]) => id === endpoint.id)?.[1] ?? ''
      endpoint.set({ fault: { kind: 'status', status: 429, headers: { 'retry-after': wait } } })
    }
    const error = await refusal()
    expect(error).toBeInstanceOf(OpenAI.RateLimitError)
    expect(error).toMatchObject({ status: 429, code: 'upstream_rate_limited', type: 'rate_limit_error' })
    expect(error.headers?.get('retry-after')).toBe('3')
    expect(error.headers?.get('x-route-attempts')).toBe('iad;429, fra;429, sin;429')
  })

  it.each([
    [500, 502, 'upstream_invalid_response'],
    [503, 503, 'overloaded'],
    [504, 504, 'upstream_timeout'],
  ])('InternalServerError where every endpoint answers %i', async (upstream, status, code) => {
    everyEndpoint({ fault: { kind: 'status', status: upstream } })
    const error = await refusal()
    expect(error).toBeInstanceOf(OpenAI.InternalServerError)
    expect(error).toMatchObject({ status, code, type: 'server_error', requestID: expect.any(String) })
  })

  it('APIError in the midst of a stream that is cut, after the text that came', async () => {
    everyEndpoint({ fault: { kind: 'cut', how: 'clean-end', afterContentEvents: 3 } })
    const client = createClient(stand.gateway, { defaultHeaders: stand.freshEdge() })
    const stream = await client.chat.completions.create({ model, messages, stream: true })
    const texts: string[] = []
    const error = await failure(
      (async () => {
        for await (const chunk of stream) texts.push(chunk.choices[0]?.delta.content ?? '')
      })(),
    )
    expect(texts.join('')).toBe('Hello from iad')
    expect(error).toMatchObject({ code: 'upstream_stream_truncated', type: 'server_error' })
  })
})

describe('the official client with its usual retries', () => {
  async function requestsMade(body: object): Promise<number> {
    let requests = 0
    const client = createClient(stand.gateway, {
      maxRetries: 2,
      defaultHeaders: stand.freshEdge(),
      fetch: (url, init) => {
        requests++
        return fetch(url, init)
      },
    })
    await failure(client.chat.completions.create({ model, messages, ...body }))
    return requests
  }

  it('sends once where no endpoint takes our keys, for that is definitive', async () => {
    everyEndpoint({ fault: { kind: 'status', status: 401 } })
    expect(await requestsMade({})).toBe(1)
  })

  it("sends once where the endpoint's verdict bears a status that it would try again", async () => {
    everyEndpoint({ fault: { kind: 'status', status: 409, body: { error: { message: 'In flight' } } } })
    expect(await requestsMade({})).toBe(1)
    expect(stand.world.endpoints.flatMap(callsOf)).toHaveLength(1)
  })

  it('sends again where the endpoints failed and may recover', async () => {
    everyEndpoint({ fault: { kind: 'status', status: 500, times: 1 } })
    const client = createClient(stand.gateway, { maxRetries: 1, defaultHeaders: stand.freshEdge() })
    const { response } = await client.chat.completions.create({ model, messages }).withResponse()
    expect(response.status).toBe(200)
  })
})
