import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Behaviour } from '../world/endpoint/behaviour'
import { callLine } from './support/call-lines'
import { expectError } from './support/expect-error'
import { lostLabel } from './support/lost-label'
import { eventData, streamedText } from './support/read-events'
import { chatBody, type Reply } from './support/send-to'
import { type ModelStand, startModels } from './support/start-models'

const catalogue = {
  nobody: { fallbacks: ['nothing', 'gpt-4.1'] },
  american: { fallbacks: ['overseas', 'gpt-4.1'] },
  drained: { fallbacks: ['gpt-4.1'] },
  frail: { price: { input: 100, output: 100 }, cacheTtlSeconds: 60, fallbacks: ['posh', 'gpt-4.1'] },
  crowd: { fallbacks: ['gpt-4.1'] },
  wild: { fallbacks: ['gpt-4.1'] },
  posh: { price: { input: 10, output: 20 } },
  chained: { fallbacks: ['frail'] },
}
const plans = { modest: { models: ['frail', 'nobody', 'gpt-4.1'] }, strict: { models: ['frail', 'nobody'] } }

let stand: ModelStand
beforeAll(async () => {
  stand = await startModels({
    endpoints: {
      us: { row: { models: ['gpt-4.1', 'posh', 'american', 'overseas'] } },
      eu: { row: { zone: 'EU', models: { 'gpt-4.1': 'gpt-4-1-eu' } } },
      old: { row: { state: 'draining', models: ['drained'] } },
      one: { row: { models: ['frail', 'crowd'] } },
      two: { row: { models: ['crowd'] } },
      any: { knows: ['gpt-4.1'], row: { zone: 'ANY', operations: ['responses'], models: ['*'] } },
    },
    models: { catalogue },
    plans,
    residency: { DE: ['EU'], US: ['US'], BR: ['ANY'], AR: ['ANY', 'US'] },
  })
})
beforeEach(() => stand.reset())
afterAll(() => stand.close())

type Asked = {
  readonly plan?: string
  readonly country?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

const ask = (model: string, { plan = 'warm', country = 'VN', headers, body }: Asked = {}) =>
  stand.call(plan, {
    headers: { 'x-vercel-ip-country': country, ...headers },
    body: chatBody({ model, ...body }),
  })

const facts = ({ status, headers }: Reply) => [
  status,
  headers.get('x-model-used'),
  headers.get('x-route-attempts'),
]

const unknownModel = {
  error: { message: 'No such model.', type: 'invalid_request_error', param: null, code: 'model_not_found' },
}

const failing = (status: number): Behaviour => ({ fault: { kind: 'status', status } })

describe('the next of a model’s fallbacks answers', () => {
  it('where no endpoint serves it, and not one that nobody serves either', async () => {
    expect(facts(await ask('nobody'))).toEqual([200, 'gpt-4.1', 'us;200'])
    expect(stand.sent().map(({ body }) => body)).toEqual([chatBody()])
  })

  it('where residency leaves its endpoints out, and within residency', async () => {
    expect(facts(await ask('american', { country: 'US' }))).toEqual([200, 'american', 'us;200'])
    expect(facts(await ask('american', { country: 'DE' }))).toEqual([200, 'gpt-4.1', 'eu;200'])
    expect(stand.sent().map(({ endpoint, body }) => [endpoint, body.model])).toEqual([
      ['us', 'american'],
      ['eu', 'gpt-4-1-eu'],
    ])
  })

  it('where its endpoints are draining', async () => {
    expect(facts(await ask('drained'))).toEqual([200, 'gpt-4.1', 'us;200'])
    expect(stand.sent().map(({ endpoint }) => endpoint)).toEqual(['us'])
  })

  it.each([500, 502, 429, 503, 401])('where its endpoint answers %i', async status => {
    stand.endpoint('one').set(failing(status))
    expect(facts(await ask('frail'))).toEqual([200, 'posh', `one;${status}, us;200`])
  })

  it('where its endpoint refuses connections', async () => {
    await stand.endpoint('one').refuse()
    expect(facts(await ask('frail'))).toEqual([200, 'posh', `one;${lostLabel}, us;200`])
  })

  it('where both of its endpoints are over their limits, and only then', async () => {
    stand.endpoint('one').set(failing(429))
    expect(facts(await ask('crowd'))).toEqual([200, 'crowd', 'one;429, two;200'])
    stand.endpoint('two').set(failing(429))
    expect(facts(await ask('crowd'))).toEqual([200, 'gpt-4.1', 'one;429, two;429, us;200'])
  })

  it('where the one before it fails too', async () => {
    stand.endpoint('one').set(failing(503))
    stand.endpoint('us').set({ fault: { kind: 'status', status: 503, times: 1 } })
    expect(facts(await ask('frail'))).toEqual([200, 'gpt-4.1', 'one;503, us;503, us;200'])
    expect(stand.sent().map(({ body }) => body.model)).toEqual(['posh', 'gpt-4.1', 'frail'])
  })

  it('where its endpoint does not know it', async () => {
    stand.endpoint('one').set({ fault: { kind: 'status', status: 404, body: unknownModel } })
    expect(facts(await ask('frail'))).toEqual([200, 'posh', 'one;404, us;200'])
  })

  it('in a stream too, until its first content', async () => {
    stand.endpoint('one').set({ fault: { kind: 'cut', how: 'destroy', afterContentEvents: 0 } })
    const reply = await ask('frail', { body: { stream: true } })
    expect(facts(reply)).toEqual([200, 'posh', 'one;truncated, us;200'])
    expect(streamedText(reply.text)).toContain('Hello from us')
    expect(eventData(reply.text).at(-1)).toBe('[DONE]')
  })

  it('but never within a stream that has begun', async () => {
    stand.endpoint('one').set({ fault: { kind: 'cut', how: 'destroy', afterContentEvents: 2 } })
    const reply = await ask('frail', { body: { stream: true } })
    expect(facts(reply)).toEqual([200, 'frail', 'one;200'])
    expect(reply.text).toContain('upstream_stream_truncated')
    expect(stand.sent().map(({ endpoint }) => endpoint)).toEqual(['one'])
  })

  it('only where the caller may use it', async () => {
    stand.endpoint('one').set(failing(503))
    expect(facts(await ask('frail', { plan: 'modest' }))).toEqual([200, 'gpt-4.1', 'one;503, us;200'])
    expectError(await ask('frail', { plan: 'strict' }), { status: 503, code: 'overloaded' })
    expectError(await ask('nobody', { plan: 'strict' }), {
      status: 404,
      code: 'model_not_found',
      param: 'model',
    })
  })

  it('and not the fallbacks of that one', async () => {
    stand.endpoint('one').set(failing(503))
    expectError(await ask('chained'), { status: 503, code: 'overloaded' })
    expect(stand.sent().map(({ body }) => body.model)).toEqual(['frail'])
  })

  it('by an endpoint that takes any, where none that may be used lists it', async () => {
    const askAny = (country: string) =>
      stand.call('warm', {
        path: '/v1/responses',
        headers: { 'x-vercel-ip-country': country },
        body: { model: 'wild', input: 'Xin chào' },
      })
    stand.endpoint('any').set({ fault: { kind: 'status', status: 429, times: 1 } })
    expect(facts(await askAny('BR'))).toEqual([200, 'gpt-4.1', 'any;429, any;200'])
    expect(facts(await askAny('BR'))).toEqual([200, 'gpt-4.1', 'any;404, any;200'])
    expect(facts(await askAny('AR'))).toEqual([200, 'gpt-4.1', 'any;404, us;200'])
    const models = stand.sent().map(({ endpoint, body }) => `${endpoint} ${body.model}`)
    expect(models).toEqual(['us gpt-4.1', 'any wild', 'any gpt-4.1', 'any wild', 'any gpt-4.1', 'any wild'])
  })

  it('as /api/route foretells', async () => {
    const explain = async (model: string, country: string) =>
      (
        await stand.explain('warm', {
          headers: { 'x-vercel-ip-country': country },
          body: chatBody({ model }),
        })
      ).json
    expect(await explain('american', 'DE')).toMatchObject({
      model: 'american',
      choice: { reason: 'asked', fallbacks: ['overseas', 'gpt-4.1'] },
      candidates: [{ endpoint: 'eu', model: 'gpt-4.1' }],
    })
    expect(await explain('frail', 'US')).toMatchObject({
      candidates: [
        { endpoint: 'one' },
        { endpoint: 'us', model: 'posh' },
        { endpoint: 'us', model: 'gpt-4.1' },
      ],
    })
  })
})

describe('x-no-fallback: 1', () => {
  const alone = { headers: { 'x-no-fallback': '1' } }

  it('has a model that nobody serves not found', async () => {
    expectError(await ask('nobody', alone), { status: 404, code: 'model_not_found', param: 'model' })
  })

  it.each([
    ['american', 'DE'],
    ['drained', 'VN'],
  ])('leaves %s from %s without an endpoint', async (model, country) => {
    expectError(await ask(model, { ...alone, country }), { status: 503, code: 'no_eligible_endpoint' })
  })

  it.each([
    [500, 502, 'upstream_invalid_response'],
    [429, 429, 'upstream_rate_limited'],
    [503, 503, 'overloaded'],
    [401, 502, 'upstream_auth'],
  ])('tells the failure of its endpoint: %i', async (status, told, code) => {
    stand.endpoint('one').set(failing(status))
    for (const stream of [false, true]) {
      const reply = await ask('frail', { ...alone, body: { stream } })
      expectError(reply, { status: told, code })
      expect(facts(reply)).toEqual([told, null, `one;${status}`])
    }
  })

  it('of any other value forbids nothing', async () => {
    for (const value of ['0', 'true', ''])
      expect(facts(await ask('nobody', { headers: { 'x-no-fallback': value } }))[1]).toBe('gpt-4.1')
  })
})

describe('an answer by a fallback', () => {
  const usage = { prompt_tokens: 1000, completion_tokens: 200, total_tokens: 1200 }
  const message = { role: 'assistant', content: 'Chào' }
  const choices = [{ index: 0, message, finish_reason: 'stop' }]
  const body = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'any', choices, usage }

  it('costs what the model costs that answered, and is recorded as its', async () => {
    stand.endpoint('one').set(failing(503))
    stand.endpoint('us').set({ fault: { kind: 'status', status: 200, body } })
    const { headers } = await ask('frail')
    const id = headers.get('x-request-id') ?? ''
    const [gateway] = stand.access.gateways
    if (gateway === undefined) throw new Error('No gateway runs.')
    const [line, record] = await Promise.all([callLine(gateway, id), stand.usage.of(id)])
    expect(record).toMatchObject({ model: 'posh', endpoint: 'us', nanoUsd: (1000 * 10 + 200 * 20) * 1000 })
    expect(line).toMatchObject({ model: 'posh', endpoint: 'us', costUsd: 0.014 })
  })

  it('is not kept in the cache, where that of the model itself is', async () => {
    const asked = { body: { temperature: 0 } }
    stand.endpoint('one').set(failing(503))
    for (const cache of ['MISS', 'MISS']) {
      const reply = await ask('frail', asked)
      expect([reply.headers.get('x-model-used'), reply.headers.get('x-cache')]).toEqual(['posh', cache])
    }
    stand.endpoint('one').set({})
    for (const cache of ['MISS', 'HIT']) {
      const reply = await ask('frail', asked)
      expect([reply.headers.get('x-model-used'), reply.headers.get('x-cache')]).toEqual(['frail', cache])
    }
  })
})
