import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { callBody } from '../support/build-call'
import { buildDependencies, mapDocument, type World } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { completion, refusal } from '../support/completion'
import { rowOf } from '../support/upstream-endpoint'

const price = { input: 2, output: 8 }
const models = {
  catalogue: {
    'gpt-4.1': { price, fallbacks: ['o3', 'backup'], contextWindow: 1000 },
    o3: { price: { input: 10, output: 40 } },
    backup: {},
    missing: { fallbacks: ['o3'] },
  },
  aliases: { fast: 'gpt-4.1' },
  tasks: { summary: { model: 'fast', maxTokens: 300 } },
}
const endpoints = {
  sin: rowOf('sin', { models: { 'gpt-4.1': 'prod-41' } }),
  nrt: rowOf('nrt', { models: { o3: 'prod-o3' } }),
  fra: rowOf('fra', { models: ['backup'], zone: 'EU' }),
}
const unknown = refusal(404, { message: 'No such model.', code: 'model_not_found' })

type Options = Parameters<typeof buildDependencies>[0] & { readonly rows?: Readonly<Record<string, unknown>> }
type Asked = Parameters<typeof buildRequest>[0]

async function serve(
  fields: Readonly<Record<string, unknown>>,
  { rows = endpoints, ...options }: Options,
  asked: Asked = {},
) {
  const world = buildDependencies({ models, document: mapDocument({ endpoints: rows }), ...options })
  const request = buildRequest({ body: callBody(fields), ...asked })
  const { value: response } = await world.effects.outcome(handleCall(request, world.dependencies))
  return { world, response }
}

const told = ({ headers }: Response) => [headers.get('x-model-used'), headers.get('x-route-attempts')]
const sentBy = ({ effects }: World) =>
  effects.calls.map(({ endpoint, body }) => `${endpoint}:${JSON.parse(body ?? '{}').model}`)

describe('a name', () => {
  it.each([
    ['fast', {}],
    ['summary', { max_tokens: 300 }],
  ])('is made into its model, by each endpoint’s own name: %s', async (model, limits) => {
    const { world, response } = await serve({ model }, { answers: { sin: completion } })
    expect(told(response)).toEqual(['gpt-4.1', 'sin;200'])
    expect(JSON.parse(world.effects.calls[0]?.body ?? '')).toMatchObject({ model: 'prod-41', ...limits })
  })

  it('that is not known is told as such, with all else that is told', async () => {
    const { response } = await serve({ model: 'auto' }, {}, { headers: { 'x-task': 'dance' } })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request', param: 'x-task' } })
  })
})

describe('another model stands in', () => {
  it('where the model’s own endpoints fail, and that is told and counted', async () => {
    const { world, response } = await serve({}, { answers: { sin: refusal(503), nrt: completion } })
    expect(response.status).toBe(200)
    expect(told(response)).toEqual(['o3', 'sin;503, nrt;200'])
    expect(response.headers.get('x-route-reason')).toBe('failover')
    expect(sentBy(world)).toEqual(['sin:prod-41', 'nrt:prod-o3'])
    await world.runDeferred()
    const line = world.logged.find(each => each.line.event === 'call')?.line
    expect(line).toMatchObject({ model: 'o3', endpoint: 'nrt', costUsd: (2 * 10 + 3 * 40) / 1e6 })
  })

  it('where nothing serves the model at all', async () => {
    const { world, response } = await serve({ model: 'missing' }, { answers: { nrt: completion } })
    expect(told(response)).toEqual(['o3', 'nrt;200'])
    expect(sentBy(world)).toEqual(['nrt:prod-o3'])
  })

  it('in its order, and the next where that fails too', async () => {
    const answers = { sin: refusal(503), nrt: refusal(503), fra: completion }
    const { response } = await serve({}, { answers })
    expect(told(response)).toEqual(['backup', 'sin;503, nrt;503, fra;200'])
  })

  it('at the same endpoint where only its model is not known there', async () => {
    const rows = { sin: rowOf('sin', { models: ['gpt-4.1', 'o3'] }) }
    const { world, response } = await serve({}, { rows, answers: { sin: unknown } })
    expect(response.status).toBe(404)
    expect(sentBy(world)).toEqual(['sin:gpt-4.1', 'sin:o3'])
  })

  it('where the many endpoints that take any model do not know this one', async () => {
    const any = (id: string) => rowOf(id, { models: ['*'] })
    const rows = { sin: any('sin'), fra: any('fra'), iad: any('iad'), nrt: endpoints.nrt }
    const answers = { sin: unknown, fra: unknown, iad: unknown, nrt: completion }
    const { response } = await serve({ model: 'missing' }, { rows, answers })
    expect(told(response)).toEqual(['o3', 'sin;404, nrt;200'])
  })

  it('for a stream that has not begun', async () => {
    const { world } = await serve({ stream: true }, { answers: { sin: refusal(503), nrt: refusal(500) } })
    expect(sentBy(world).slice(0, 2)).toEqual(['sin:prod-41', 'nrt:prod-o3'])
  })
})

describe('no other model stands in', () => {
  const headers = { 'x-no-fallback': '1' }

  it('where its caller wants none', async () => {
    const answers = { sin: refusal(503), nrt: completion }
    const { world, response } = await serve({}, { answers }, { headers })
    expect([response.status, sentBy(world)]).toEqual([503, ['sin:prod-41']])
    const none = await serve({ model: 'missing' }, { answers }, { headers })
    expect(none.response.status).toBe(404)
    expect(await none.response.json()).toMatchObject({ error: { code: 'model_not_found', param: 'model' } })
    expect(none.world.effects.calls).toEqual([])
  })

  it('where the caller may not use it', async () => {
    const plans = { anonymous: { models: ['gpt-4.1'] } }
    const { world, response } = await serve({}, { plans, answers: { sin: refusal(503), nrt: completion } })
    expect([response.status, sentBy(world)]).toEqual([503, ['sin:prod-41']])
  })

  it('where it is out of the caller’s zones', async () => {
    const plans = { anonymous: { zones: ['EU'] } }
    const { response } = await serve({}, { plans, answers: { nrt: completion, fra: completion } })
    expect(told(response)).toEqual(['backup', 'fra;200'])
  })

  it('where an endpoint finds the call itself at fault', async () => {
    const { world, response } = await serve({}, { answers: { sin: refusal(400), nrt: completion } })
    expect([response.status, sentBy(world)]).toEqual([400, ['sin:prod-41']])
  })

  it('at an endpoint that takes any model, where another names this one', async () => {
    const rows = {
      sin: endpoints.sin,
      iad: rowOf('iad', { models: ['*'], state: 'active' }),
      nrt: rowOf('nrt', { models: ['o3'] }),
    }
    const { world } = await serve(
      { model: 'gpt-4.1' },
      { rows, answers: { sin: refusal(503), iad: unknown, nrt: completion } },
    )
    expect(sentBy(world)).toEqual(['sin:prod-41', 'iad:gpt-4.1', 'nrt:o3'])
  })
})

describe('a choice', () => {
  const cheap = (dollars: number) => ({ price: { input: dollars, output: dollars }, quality: 8 })
  const catalogue = { a: cheap(1), b: cheap(2), c: cheap(3), d: cheap(4), e: cheap(5) }
  const rows = { sin: rowOf('sin', { models: ['a', 'b', 'c', 'd'] }), iad: rowOf('iad', { models: ['e'] }) }
  const options = { models: { catalogue }, rows, answers: { sin: completion, iad: completion } }

  it('is made among what is served', async () => {
    const { world, response } = await serve({ model: 'auto' }, options)
    expect(told(response)).toEqual(['a', 'sin;200'])
    expect(sentBy(world)).toEqual(['sin:a'])
  })

  it('is made among what the endpoint serves that its caller names', async () => {
    const { response } = await serve({ model: 'auto' }, options, { headers: { 'x-route-to': 'iad' } })
    expect(response.status).toBe(200)
    expect(told(response)).toEqual(['e', 'iad;200'])
  })
})

it('a conversation that is too long for its window goes without its oldest turns, and that is told', async () => {
  const said = (role: string, mark: string) => ({ role, content: mark + 'x'.repeat(1200) })
  const messages = [said('user', '1'), said('assistant', '2'), said('user', '3'), said('assistant', '4')]
  const all = [...messages, said('user', '5')]
  const plans = { anonymous: { overflow: 'trim' } }
  const { world, response } = await serve({ messages: all }, { plans, answers: { sin: completion } })
  expect(response.headers.get('x-context-trimmed')).toBe('2')
  expect(JSON.parse(world.effects.calls[0]?.body ?? '').messages).toEqual(all.slice(2))
  const refused = await serve({ messages: all }, { answers: { sin: completion } })
  expect(await refused.response.json()).toMatchObject({ error: { code: 'context_length_exceeded' } })
  expect(refused.world.effects.sent).toEqual([])
})
