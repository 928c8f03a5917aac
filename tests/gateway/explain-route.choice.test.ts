import { describe, expect, it } from 'vitest'
import { explainRoute } from '@/lib/gateway/explain-route'
import { callBody } from '../support/build-call'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildGet, buildRequest } from '../support/build-request'
import { rowOf } from '../support/upstream-endpoint'

const price = (dollars: number) => ({ price: { input: dollars, output: dollars }, quality: 8 })
const models = {
  catalogue: {
    'gpt-4.1': { ...price(2), fallbacks: ['o3'], contextWindow: 1000 },
    o3: { ...price(5), abilities: ['reasoning', 'tools'], contextWindow: 100_000 },
    nano: { ...price(1), abilities: [], contextWindow: 500 },
  },
  aliases: { fast: 'nano' },
  tasks: { summary: { model: 'gpt-4.1', maxTokens: 100 }, 'code:vi': { model: 'gpt-4.1' } },
}
const document = mapDocument({
  endpoints: {
    sin: rowOf('sin', { models: ['gpt-4.1', 'nano'], operations: ['chat.completions', 'messages'] }),
    nrt: rowOf('nrt', { models: ['o3'] }),
    fra: rowOf('fra', { models: ['embed'], zone: 'EU', operations: ['embeddings'] }),
  },
})

type Options = Parameters<typeof buildDependencies>[0]

async function explain(request: Request, options: Options = {}) {
  const world = buildDependencies({ document, models, ...options })
  const { value: response } = await world.effects.outcome(explainRoute(request, world.dependencies))
  expect(world.effects.sent).toEqual([])
  return { response, body: await response.json() }
}

const get = (query: string, headers: Readonly<Record<string, string>> = {}, options?: Options) =>
  explain(buildGet(`/api/route?${query}`, headers), options)
const post = (fields: Readonly<Record<string, unknown>>, query = '', options?: Options) =>
  explain(buildRequest({ path: `/api/route?${query}`, body: callBody(fields) }), options)

const placesOf = (body: { candidates: { endpoint: string; model?: string }[] }) =>
  body.candidates.map(({ endpoint, model }) => (model === undefined ? endpoint : `${endpoint}:${model}`))

describe('a route is explained for', () => {
  it('a model and those that stand in, each where it is', async () => {
    const { body } = await get('model=gpt-4.1')
    expect(placesOf(body)).toEqual(['sin', 'nrt:o3'])
    expect(body.choice.fallbacks).toEqual(['o3'])
  })

  it('a model alone, where nobody is to stand in', async () => {
    const { body } = await get('model=gpt-4.1', { 'x-no-fallback': '1' })
    expect(placesOf(body)).toEqual(['sin'])
  })

  it.each(['nrt', 'nowhere'])('a choice among all endpoints, although a header pins one: %s', async pin => {
    const { response, body } = await get('model=auto', { 'x-route-to': pin })
    expect(response.status).toBe(200)
    expect(body).toEqual((await get('model=auto')).body)
  })

  it('an alias', async () => {
    const { body } = await get('model=fast')
    expect(body).toMatchObject({ model: 'nano', choice: { asked: 'fast', reason: 'alias', task: null } })
  })

  it('a task whose name a query writes otherwise', async () => {
    const { body } = await get('model=auto&task=code%3Avi')
    expect(body).toMatchObject({ choice: { reason: 'task', task: 'code:vi' } })
  })

  it.each(['model=summary', 'model=auto&task=summary', 'task=summary'])('a task: %s', async query => {
    const { body } = await get(query)
    expect(body).toMatchObject({ model: 'gpt-4.1', choice: { reason: 'task', task: 'summary' } })
  })

  it('a choice, with what else there was', async () => {
    const { body } = await get('model=auto')
    expect(body).toMatchObject({
      model: 'nano',
      choice: {
        asked: 'auto',
        reason: 'cost',
        priority: 'cost',
        fallbacks: ['gpt-4.1', 'o3'],
        alternatives: [
          { model: 'gpt-4.1', reason: 'costs-more' },
          { model: 'o3', reason: 'costs-more' },
        ],
      },
    })
    expect(placesOf(body)).toEqual(['sin', 'sin:gpt-4.1', 'nrt:o3'])
  })

  it.each(['zone=MARS', 'country=DE&zone=US'])(
    'a choice where nothing is left, with why: %s',
    async question => {
      const { response, body } = await get(`model=auto&${question}`)
      expect(response.status).toBe(200)
      expect(body).toMatchObject({ model: null, candidates: [] })
      expect(body.excluded).toContainEqual({ endpoint: 'sin', reason: 'outside-residency' })
    },
  )
})

describe('an operation', () => {
  it.each([
    ['embeddings', 'embed', ['fra']],
    ['chat.completions', 'gpt-4.1', ['sin', 'nrt:o3']],
    ['messages', 'gpt-4.1', ['sin', 'nrt:o3']],
    ['responses', 'gpt-4.1', ['nrt:o3']],
    ['completions', 'o3', ['nrt']],
  ])('of %s for %s leads to those that do it', async (operation, model, places) => {
    const { response, body } = await get(`operation=${operation}&model=${model}`)
    expect([response.status, placesOf(body)]).toEqual([200, places])
  })

  it('without a model leads to those that do it, too', async () => {
    const { body } = await get('operation=embeddings')
    expect(placesOf(body)).not.toContain('sin')
    expect(body.excluded).toContainEqual({ endpoint: 'sin', reason: 'model-not-served' })
  })

  it.each(['files', 'models.list', 'toString'])(
    'that is none is refused with those there are: %s',
    async name => {
      const { response, body } = await get(`operation=${name}&model=gpt-4.1`)
      expect(response.status).toBe(400)
      expect(body.error).toMatchObject({ code: 'invalid_request', param: 'operation' })
      expect(body.error.message).toContain('chat.completions, completions, embeddings, responses, messages')
    },
  )
})

describe('a whole call that is posted', () => {
  const tools = [{ type: 'function', function: { name: 'f' } }]

  it('is chosen for by what is in it', async () => {
    const { body } = await post({ model: 'auto', tools, reasoning_effort: 'medium' })
    expect(body.choice).toMatchObject({
      asked: 'auto',
      reason: 'cost',
      alternatives: [
        { model: 'o3', reason: 'costs-more' },
        { model: 'nano', reason: 'no-tools' },
      ],
    })
  })

  it('is told how many of its messages would be dropped', async () => {
    const said = (role: string) => ({ role, content: 'x'.repeat(1200) })
    const messages = ['user', 'assistant', 'user', 'assistant', 'user'].map(said)
    const plans = { anonymous: { overflow: 'trim' } }
    const { body } = await post({ messages }, '', { plans })
    expect(body).toMatchObject({ model: 'gpt-4.1', trimmedMessages: 2 })
  })

  it('is refused as the call itself would be', async () => {
    const long = await post({ messages: [{ role: 'user', content: 'x'.repeat(8000) }] })
    expect(long.response.status).toBe(400)
    expect(long.body.error.code).toBe('context_length_exceeded')
    const none = await post({ messages: [] })
    expect(none.body.error).toMatchObject({ code: 'invalid_request', param: 'messages' })
    const barred = await post({}, '', { plans: { anonymous: { models: ['o3'] } } })
    expect([barred.response.status, barred.body.error.code]).toEqual([403, 'model_not_allowed'])
  })

  it('is of the operation that the query names', async () => {
    const { body } = await post({ max_tokens: 50 }, 'operation=messages')
    expect(placesOf(body)).toEqual(['sin', 'nrt:o3'])
    const { response } = await post({}, 'operation=messages')
    expect(response.status).toBe(400)
  })

  it('is of the task and country that the query names', async () => {
    const { body } = await post({ model: 'auto' }, 'task=summary&country=DE')
    expect(body).toMatchObject({
      country: 'DE',
      model: 'gpt-4.1',
      choice: { task: 'summary' },
      residency: ['EU'],
    })
  })

  it('is not read where it is none', async () => {
    const request = buildRequest({ path: '/api/route', body: '{' })
    expect((await explain(request)).body.error.code).toBe('invalid_json')
  })
})
