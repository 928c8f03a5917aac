import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildGet, buildRequest } from '../support/build-request'
import { refusal } from '../support/completion'
import type { Reply } from '../support/fake-effects'
import { rowOf } from '../support/upstream-endpoint'

const json = { 'content-type': 'application/json' }
const message = JSON.stringify({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-prod',
  content: [{ type: 'text', text: 'Chào!' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 2, output_tokens: 3 },
})
const answer = { headers: json, body: message }

type Asked = {
  readonly fields?: Readonly<Record<string, unknown>>
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}
type Options = Parameters<typeof buildDependencies>[0]

const ask = ({ fields = {}, headers = {}, body }: Asked = {}) => {
  const usual = { model: 'claude', max_tokens: 64, messages: [{ role: 'user', content: 'Xin chào' }] }
  const text = body ?? JSON.stringify({ ...usual, ...fields })
  return buildRequest({ path: '/v1/messages', headers, body: text })
}

async function serve(request: Request, options: Options = {}) {
  const endpoints = { sin: rowOf('sin', { models: ['claude'] }) }
  const world = buildDependencies({ document: mapDocument({ endpoints }), ...options })
  const { value: response } = await world.effects.outcome(handleCall(request, world.dependencies))
  return { world, response, text: await response.text() }
}

describe('a message', () => {
  it('reaches its caller byte by byte, with the request’s id under Anthropic’s name', async () => {
    const { response, text } = await serve(ask(), { answers: { sin: answer } })
    expect([response.status, text]).toEqual([200, message])
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'request-id': 'made-id-0001',
      'x-request-id': 'made-id-0001',
      'x-model-used': 'claude',
    })
  })

  it('is asked for in the version and with the features that its caller names', async () => {
    const headers = {
      'anthropic-version': '2024-01-01',
      'anthropic-beta': 'a-1',
      'anthropic-other': 'CANARY',
    }
    const { world } = await serve(ask({ headers }), { answers: { sin: answer } })
    const sent = world.effects.calls[0]
    expect(sent?.url).toBe('https://sin.example.com/v1/messages')
    expect(Object.fromEntries(sent?.headers ?? [])).toMatchObject({
      'anthropic-version': '2024-01-01',
      'anthropic-beta': 'a-1',
    })
    expect(sent?.headers.has('anthropic-other')).toBe(false)
  })

  it('is asked of Anthropic as Anthropic wants it', async () => {
    const endpoints = {
      sin: rowOf('sin', {
        provider: 'anthropic',
        baseUrl: 'https://sin.example.com',
        models: { claude: 'claude-x' },
      }),
    }
    const document = mapDocument({ endpoints })
    const { world } = await serve(ask(), { document, answers: { sin: answer } })
    const sent = world.effects.calls[0]
    expect(sent?.url).toBe('https://sin.example.com/v1/messages')
    expect(sent?.headers.get('x-api-key')).toBe('sk-CANARY-key-of-sin')
    expect(sent?.headers.has('authorization')).toBe(false)
    expect(sent?.headers.get('anthropic-version')).toBe('2023-06-01')
    expect(JSON.parse(sent?.body ?? '').model).toBe('claude-x')
  })

  it('is counted with the tokens that it tells', async () => {
    const models = { catalogue: { claude: { price: { input: 1, output: 10 } } } }
    const { world } = await serve(ask(), { models, answers: { sin: answer } })
    await world.runDeferred()
    expect(world.logged.find(({ line }) => line.event === 'call')?.line).toMatchObject({
      operation: 'messages',
      promptTokens: 2,
      completionTokens: 3,
      costUsd: 32 / 1e6,
    })
  })

  it('that is dearer than its plan’s threshold is told to the operator', async () => {
    const models = { catalogue: { claude: { price: { input: 1, output: 10 } } } }
    const plans = { anonymous: { alertUsdPerCall: 0.00003 } }
    const { world } = await serve(ask(), { models, plans, answers: { sin: answer } })
    await world.runDeferred()
    expect(world.logged.filter(({ line }) => line.event === 'cost-alert')).toMatchObject([
      { level: 'warn', line: { costUsd: 0.000032, thresholdUsd: 0.00003, model: 'claude' } },
    ])
  })
})

const limited: Reply = { ...refusal(429), headers: { ...json, 'retry-after': '7' } }

describe('an error is told in Anthropic’s shape:', () => {
  it.each<[string, Request, Options, number, string, string | null]>([
    ['no JSON', ask({ body: '{' }), {}, 400, 'invalid_request_error', 'invalid_json'],
    [
      'no length',
      ask({ fields: { max_tokens: undefined } }),
      {},
      400,
      'invalid_request_error',
      'invalid_request',
    ],
    [
      'no credential',
      ask(),
      { variables: { AUTH: 'required' } },
      401,
      'authentication_error',
      'invalid_api_key',
    ],
    [
      'a model that is not allowed',
      ask(),
      { plans: { anonymous: { models: ['x'] } } },
      403,
      'permission_error',
      'model_not_allowed',
    ],
    [
      'a model that nobody serves',
      ask({ fields: { model: 'x' } }),
      {},
      404,
      'not_found_error',
      'model_not_found',
    ],
    ['a wrong method', buildGet('/v1/messages'), {}, 405, 'invalid_request_error', 'method_not_allowed'],
    [
      'an endpoint at its limit',
      ask(),
      { answers: { sin: limited } },
      429,
      'rate_limit_error',
      'upstream_rate_limited',
    ],
    ['an endpoint that is away', ask(), {}, 502, 'api_error', 'upstream_unreachable'],
    [
      'an endpoint with too much to do',
      ask(),
      { answers: { sin: refusal(529) } },
      503,
      'overloaded_error',
      'overloaded',
    ],
    [
      'an endpoint’s verdict',
      ask(),
      { answers: { sin: refusal(400) } },
      400,
      'invalid_request_error',
      'invalid_request',
    ],
  ])('%s', async (_, request, options, status, type, code) => {
    const { response, text } = await serve(request, options)
    expect(response.status).toBe(status)
    expect(JSON.parse(text)).toEqual({
      type: 'error',
      error: { type, code, message: expect.any(String), param: expect.toSatisfy(() => true) },
    })
  })

  it('with the request’s id under their name, however early it comes', async () => {
    const { response } = await serve(ask({ body: '{' }))
    expect(response.status).toBe(400)
    expect(response.headers.get('request-id')).toBe('made-id-0001')
  })

  it('also of a model that is not served, to those who name their version', async () => {
    const { response, text } = await serve(buildGet('/v1/models/x', { 'anthropic-version': '2023-06-01' }))
    expect(response.status).toBe(404)
    expect(JSON.parse(text)).toMatchObject({ type: 'error', error: { type: 'not_found_error' } })
  })

  it('and in OpenAI’s to everybody else', async () => {
    const { response, text } = await serve(buildRequest({ body: '{' }))
    expect(JSON.parse(text)).not.toHaveProperty('type')
    expect(response.headers.has('request-id')).toBe(false)
  })
})
