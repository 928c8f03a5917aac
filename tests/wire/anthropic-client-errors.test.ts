import Anthropic, { type APIError } from '@anthropic-ai/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import { createAnthropicClient } from './support/create-anthropic-client'
import { type Access, startAccess } from './support/start-access'

const model = 'gpt-4.1'
const usual = { model, max_tokens: 2000, messages: [{ role: 'user' as const, content: 'Xin chào' }] }

let access: Access
let key = ''
beforeAll(async () => {
  access = await startAccess({
    plans: {
      none: { requestsPerMinute: 0 },
      poor: { budgetUsdPerDay: 0 },
      mini: { models: ['gpt-4.1-mini'] },
    },
  })
  key = (await access.makeKey('warm')).key
})
beforeEach(() => access.world.endpoint('sin').reset())
afterAll(() => access.close())

const sin = () => access.world.endpoint('sin')
let edges = 0

function client(options: { readonly apiKey?: string } = {}): Anthropic {
  const defaultHeaders = { 'x-vercel-id': `a${++edges}::id` }
  return createAnthropicClient(access.gateways[0] ?? expect.fail(), {
    apiKey: key,
    defaultHeaders,
    ...options,
  })
}

async function failure(call: Promise<unknown>): Promise<APIError> {
  const error = await call.then(
    () => undefined,
    reason => reason,
  )
  return error instanceof Anthropic.APIError ? error : expect.fail(`No error of the API: ${error}`)
}

describe("Anthropic's client raises", () => {
  it.each<[string, string, () => Promise<unknown>, object]>([
    [
      'BadRequestError',
      'for a field that is wrong',
      () => client().messages.create({ ...usual, max_tokens: -1 }),
      { status: 400, type: 'invalid_request_error' },
    ],
    [
      'AuthenticationError',
      'for a key that is none',
      () => client({ apiKey: 'sk-wrong' }).messages.create(usual),
      { status: 401, type: 'authentication_error' },
    ],
    [
      'NotFoundError',
      'for a model that nobody serves',
      () => client().messages.create({ ...usual, model: 'claude-nobody' }),
      { status: 404, type: 'not_found_error' },
    ],
    [
      'NotFoundError',
      'for a model that is retrieved and is none',
      () => client().models.retrieve('claude-nobody'),
      { status: 404, type: 'not_found_error' },
    ],
    [
      'AuthenticationError',
      'for the models of a key that is none',
      () => client({ apiKey: 'sk-wrong' }).models.list(),
      { status: 401, type: 'authentication_error' },
    ],
  ])('%s %s', async (name, _, call, told) => {
    const error = await failure(call())
    expect(error.constructor.name).toBe(name)
    expect(error).toMatchObject({ ...told, requestID: expect.stringMatching(/^[\w-]{36}$/) })
    expect(callsOf(sin())).toEqual([])
  })

  it.each([
    ['RateLimitError', 'none', { status: 429, type: 'rate_limit_error' }],
    ['PaymentRequiredError', 'poor', { status: 402, type: 'billing_error' }],
    ['PermissionDeniedError', 'mini', { status: 403, type: 'permission_error' }],
  ])('%s where the plan is %s', async (name, plan, told) => {
    const { key: apiKey } = await access.makeKey(plan)
    const refused = await failure(client({ apiKey }).messages.create(usual))
    expect(refused.constructor.name).toBe(name)
    expect(refused).toMatchObject({ ...told, requestID: expect.any(String) })
  })

  it.each([
    [429, 'RateLimitError', 'rate_limit_error', 429],
    [503, 'ServiceUnavailableError', 'overloaded_error', 503],
    [529, 'ServiceUnavailableError', 'overloaded_error', 503],
    [500, 'InternalServerError', 'api_error', 502],
    [504, 'GatewayTimeoutError', 'timeout_error', 504],
  ])('for an endpoint that answers %i %s of type %s', async (upstream, name, type, status) => {
    sin().set({ fault: { kind: 'status', status: upstream } })
    const error = await failure(client().messages.create(usual))
    expect([error.constructor.name, error.type, error.status]).toEqual([name, type, status])
  })

  it.each([
    ['that is cut off', { kind: 'cut', how: 'destroy', afterContentEvents: 3 }, 'api_error'],
    ['whose endpoint is overloaded', { kind: 'error-event', afterContentEvents: 3 }, 'overloaded_error'],
  ] as const)('an APIError in the midst of a stream %s, after the text that came', async (_, fault, type) => {
    sin().set({ fault })
    const stream = client().messages.stream(usual)
    const texts: string[] = []
    stream.on('text', text => texts.push(text))
    const error = await failure(stream.finalMessage())
    expect(texts.join('')).toBe('Hello from sin')
    expect(error.type).toBe(type)
  })
})
