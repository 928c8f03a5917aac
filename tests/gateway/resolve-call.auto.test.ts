import { describe, expect, it } from 'vitest'
import { resolve } from '../support/resolve'
import { rowOf } from '../support/upstream-endpoint'

const model = (dollars: number, quality: number, speed: number, abilities: readonly string[] = []) => ({
  price: { input: dollars, output: dollars },
  quality,
  speed,
  abilities,
  contextWindow: 100_000,
  maxOutputTokens: 16_000,
})
const models = {
  catalogue: {
    cheap: model(1, 4, 5, ['tools', 'images']),
    decent: model(2, 7, 6, ['tools']),
    quick: model(3, 6, 10),
    good: model(4, 8, 7, ['tools', 'images', 'reasoning']),
    best: model(9, 10, 1, ['tools', 'images', 'reasoning']),
    unserved: model(0, 10, 10, ['tools', 'images', 'reasoning']),
  },
  aliases: { whatever: 'auto' },
  tasks: { write: { priority: 'quality', maxTokens: 500 }, chat: { model: 'auto' } },
}
const endpoints = {
  sin: rowOf('sin', { models: ['cheap', 'decent', 'quick', 'mine'] }),
  fra: rowOf('fra', { models: ['good'], zone: 'EU' }),
  iad: rowOf('iad', { models: ['best', 'decent'], zone: 'US' }),
}

type Asked = Parameters<typeof resolve>[1]

const choose = (fields: Readonly<Record<string, unknown>> = {}, asked: Asked = {}) =>
  resolve({ model: 'auto', ...fields }, { models, endpoints, ...asked })
const chosen = async (...given: Parameters<typeof choose>) => (await choose(...given)).call.model

const tools = [{ type: 'function', function: { name: 'f' } }]
const picture = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }]

describe('of the models that can be served is chosen', () => {
  it.each([
    ['the cheapest', {}, 'cheap'],
    ['the cheapest good one with tools', { tools }, 'decent'],
    ['the cheapest good one that sees', { messages: [{ role: 'user', content: picture }] }, 'good'],
    ['the best for hard thought', { reasoning_effort: 'high' }, 'best'],
    ['the cheapest good one that thinks', { reasoning_effort: 'medium' }, 'good'],
    ['the fastest for little thought', { reasoning_effort: 'low' }, 'quick'],
    ['the same by an alias of auto', { model: 'whatever' }, 'cheap'],
    ['the same by a task that says nothing of it', { model: 'chat' }, 'cheap'],
    ['the best for a task that wants it', { model: 'write' }, 'best'],
  ])('%s', async (_, fields, expected) => {
    expect(await chosen(fields)).toBe(expected)
  })

  it('the best for a task that is named beside it, within the task’s limits', async () => {
    const { call, choice } = await choose({}, { headers: { 'x-task': 'write' } })
    expect(call).toMatchObject({ model: 'best', request: { max_tokens: 500 } })
    expect(choice).toMatchObject({ asked: 'auto', reason: 'quality', task: 'write', priority: 'quality' })
  })

  it('what the plan goes by, unless the task says otherwise', async () => {
    const plan = { autoPriority: 'speed' } as const
    expect(await chosen({ reasoning_effort: 'high' }, { plan })).toBe('good')
    expect(await chosen({}, { plan })).toBe('quick')
    expect(await chosen({ model: 'write' }, { plan })).toBe('best')
  })
})

describe('to choose from are only models', () => {
  it.each<[string, Asked, string]>([
    ['that the plan allows', { plan: { models: ['good', 'best'] } }, 'good'],
    ['that the credential allows', { key: { models: ['best', 'unserved'] } }, 'best'],
    ['in the plan’s zones', { plan: { zones: ['EU'] } }, 'good'],
    ['in the credential’s zones', { key: { zones: ['US'] } }, 'decent'],
    ['in the zone that the call narrows itself to', { headers: { 'x-route-zone': 'EU' } }, 'good'],
    ['where the caller’s country may go', { headers: { 'x-vercel-ip-country': 'DE' } }, 'good'],
  ])('%s', async (_, asked, expected) => {
    expect(await chosen({}, asked)).toBe(expected)
  })

  it('of endpoints that do what is asked', async () => {
    const rows = {
      sin: rowOf('sin', { models: ['cheap'], operations: ['chat.completions'] }),
      fra: rowOf('fra', { models: ['good'], operations: ['messages'] }),
    }
    expect(await chosen({}, { endpoints: rows })).toBe('cheap')
    expect(await chosen({}, { endpoints: rows, operation: 'messages' })).toBe('good')
  })

  it('that an endpoint names; of those that take any, all of the catalogue', async () => {
    const any = rowOf('sin', { models: ['*'] })
    expect(await chosen({}, { endpoints: { sin: any } })).toBe('unserved')
    expect(await chosen({}, { endpoints: { ...endpoints, sin: any } })).toBe('decent')
  })
})

describe('where nothing can be chosen the call is refused:', () => {
  it.each<[string, Asked]>([
    ['no model is allowed', { plan: { models: [] } }],
    ['only what is not served is allowed', { plan: { models: ['unserved'] } }],
    ['nobody knows what the models can do', { endpoints: { sin: rowOf('sin', { models: ['mine'] }) } }],
  ])('%s', async (_, asked) => {
    await expect(choose({}, asked)).rejects.toMatchObject({
      code: 'model_not_found',
      status: 404,
      details: { param: 'model' },
    })
  })

  const german = { 'x-vercel-ip-country': 'DE' }
  it.each<[string, Asked, number, string]>([
    ['no zone is allowed', { plan: { zones: ['MARS'] } }, 503, 'no_eligible_endpoint'],
    ['its zone has no endpoint', { headers: { 'x-route-zone': 'MARS' } }, 503, 'no_eligible_endpoint'],
    [
      'its zone is none of its country’s',
      { headers: { ...german, 'x-route-zone': 'US' } },
      403,
      'residency_violation',
    ],
    [
      'its endpoint lies outside its country’s zones',
      { headers: { ...german, 'x-route-to': 'sin' } },
      403,
      'residency_violation',
    ],
    ['there is no such endpoint', { headers: { 'x-route-to': 'xyz' } }, 403, 'endpoint_not_allowed'],
  ])('%s, as where a model is named', async (_, asked, status, code) => {
    await expect(choose({}, asked)).rejects.toMatchObject({ status, code })
    const named = resolve({ model: 'good' }, { models, endpoints, ...asked })
    // There it is the plan that is refused.
    await expect(named).resolves.toBeDefined()
  })

  it('its answer would be longer than its plan allows', async () => {
    const asking = choose({ max_tokens: 101 }, { plan: { maxTokensPerRequest: 100 } })
    await expect(asking).rejects.toMatchObject({ code: 'invalid_request', details: { param: 'max_tokens' } })
  })
})

it('an answer longer than any model gives is bounded, as it is where the model is named', async () => {
  const { call } = await choose({ max_tokens: 200_000 })
  expect(call).toMatchObject({ model: 'cheap', request: { max_tokens: 16_000 } })
})

describe('the choice', () => {
  it('says what was chosen by, who stands by and why the others lost', async () => {
    const { choice } = await choose({ tools })
    expect(choice).toEqual({
      asked: 'auto',
      reason: 'cost',
      task: undefined,
      priority: 'cost',
      fallbacks: ['good', 'best'],
      alternatives: [
        { model: 'good', reason: 'costs-more' },
        { model: 'best', reason: 'costs-more' },
        { model: 'cheap', reason: 'quality-too-low' },
        { model: 'quick', reason: 'no-tools' },
        { model: 'mine', reason: 'not-in-catalogue' },
      ],
    })
  })

  it('leaves three to stand by, in the order of the choice, and not those of the catalogue', async () => {
    const own = { ...models.catalogue, cheap: { ...models.catalogue.cheap, fallbacks: ['unserved'] } }
    const { fallbacks } = await choose({}, { models: { ...models, catalogue: own } })
    expect(fallbacks.map(each => each.model)).toEqual(['decent', 'quick', 'good'])
  })

  it('leaves none to stand by where the caller wants none', async () => {
    expect((await choose({}, { headers: { 'x-no-fallback': '1' } })).fallbacks).toEqual([])
  })
})
