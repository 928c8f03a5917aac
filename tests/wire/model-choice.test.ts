import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { choiceCases } from './support/choice-cases'
import { expectError } from './support/expect-error'
import { chatBody } from './support/send-to'
import { type ModelStand, startModels } from './support/start-models'

const price = (input: number, output: number) => ({ price: { input, output } })
const catalogue = {
  tiny: { ...price(0.1, 0.4), contextWindow: 20_000, quality: 4, speed: 7, abilities: [] },
  cheap: { ...price(0.2, 0.8), contextWindow: 200_000, quality: 6, speed: 10, abilities: ['tools'] },
  seer: { ...price(1, 4), contextWindow: 100_000, quality: 7, speed: 6, abilities: ['tools', 'images'] },
  sage: { ...price(5, 20), quality: 10, speed: 2, abilities: ['tools', 'images', 'reasoning'] },
  vectors: { ...price(0.02, 0), quality: 5, speed: 9 },
}
const spoken = ['chat.completions', 'completions', 'responses', 'messages']
const upstream: Readonly<Record<string, string>> = { cheap: 'cheap-2026-01', sage: 'sage-latest' }
const served = Object.fromEntries(
  ['gpt-4.1', 'cheap', 'seer', 'sage', 'stranger'].map(name => [name, upstream[name] ?? name]),
)
const plans = {
  thrifty: { autoPriority: 'cost' },
  fine: { autoPriority: 'quality' },
  pair: { models: ['gpt-4.1', 'sage'] },
  none: { models: ['nothing-served'] },
  european: { zones: ['EU'] },
}

let stand: ModelStand
beforeAll(async () => {
  stand = await startModels({
    endpoints: {
      us: { row: { operations: spoken, models: served } },
      talk: { row: { operations: ['chat.completions'], models: ['tiny'] } },
      eu: {
        row: { zone: 'EU', operations: spoken, models: { 'gpt-4.1': 'gpt-4.1', cheap: 'cheap-2026-01' } },
      },
      vec: { row: { operations: ['embeddings'], models: ['vectors'] } },
    },
    models: { catalogue, tasks: { best: { priority: 'quality' } } },
    plans,
    residency: { DE: ['EU'] },
  })
})
beforeEach(() => stand.reset())
afterAll(() => stand.close())

const chat = (changes: object = {}) => ({ body: chatBody({ model: 'auto', ...changes }) })

const alternatives = z.object({
  choice: z.object({ alternatives: z.array(z.object({ model: z.string(), reason: z.string() })) }),
})

describe('model: auto', () => {
  it.each(choiceCases)(
    'goes where /api/route says it would: $what',
    async ({ plan = 'warm', operation, asked, ...expected }) => {
      const { model, priority, lost } = expected
      const explained = await stand.explain(plan, { ...asked, ...(operation && { operation }) })
      expect(explained.status).toBe(200)
      expect(stand.sent()).toEqual([])
      expect(explained.json).toMatchObject({ model, choice: { asked: 'auto', priority, reason: priority } })
      const { choice } = alternatives.parse(explained.json)
      expect(choice.alternatives).toHaveLength(Object.keys(lost).length)
      expect(Object.fromEntries(choice.alternatives.map(each => [each.model, each.reason]))).toEqual(lost)

      const reply = await stand.call(plan, asked)
      expect([reply.status, reply.headers.get('x-model-used')]).toEqual([200, model])
      expect(stand.sent().map(({ body }) => body.model)).toEqual([upstream[model] ?? model])
    },
  )

  it('names the next best to stand in, three of them at most', async () => {
    const { json } = await stand.explain('warm', chat())
    expect(json).toMatchObject({ choice: { fallbacks: ['cheap', 'seer', 'gpt-4.1'] } })
    const alone = await stand.explain('warm', { ...chat(), headers: { 'x-no-fallback': '1' } })
    expect(alone.json).toMatchObject({ model: 'tiny', choice: { fallbacks: [] } })
  })

  it('is answered by the next best where the best fails', async () => {
    stand.endpoint('talk').set({ fault: { kind: 'status', status: 503 } })
    const { headers } = await stand.call('warm', chat())
    expect(['x-model-used', 'x-route-attempts'].map(name => headers.get(name))).toEqual([
      'cheap',
      'talk;503, us;200',
    ])
  })

  it('is refused where nothing is left of a plan’s models', async () => {
    const refused = { status: 404, code: 'model_not_found', param: 'model' } as const
    expectError(await stand.call('none', chat()), refused)
    expect(stand.sent()).toEqual([])
  })

  it.each([
    ['a zone without endpoints', { 'x-route-zone': 'MOON' }, 503, 'no_eligible_endpoint'],
    ['an endpoint that there is not', { 'x-route-to': 'moon' }, 403, 'endpoint_not_allowed'],
  ] as const)('is refused as a call that names its model: %s', async (_, headers, status, code) => {
    expectError(await stand.call('warm', { ...chat(), headers }), { status, code })
    expectError(await stand.call('warm', { ...chat({ model: 'cheap' }), headers }), { status, code })
    expect(stand.sent()).toEqual([])
  })
})

describe('a route that is explained', () => {
  it('by its headers is the one that the call takes: x-route-zone', async () => {
    const asked = { ...chat(), headers: { 'x-route-zone': 'EU' } }
    const { json } = await stand.explain('warm', asked)
    const { headers } = await stand.call('warm', asked)
    expect([headers.get('x-model-used'), headers.get('x-endpoint-used')]).toEqual(['cheap', 'eu'])
    const standsIn = { endpoint: 'eu', model: 'gpt-4.1' }
    expect(json).toMatchObject({ model: 'cheap', candidates: [{ endpoint: 'eu' }, standsIn] })
  })

  it('without a model has no choice, and a faulty one is refused as the call would be', async () => {
    const { json } = await stand.call('warm', { method: 'GET', path: '/api/route' })
    expect(json).toMatchObject({ model: null })
    expect(json).not.toHaveProperty('choice')
    const faulty = await stand.explain('warm', { body: { model: 'auto', messages: [] } })
    expectError(faulty, { status: 400, code: 'invalid_request', param: 'messages' })
    const operation = await stand.explain('warm', { ...chat(), operation: 'models.list' })
    expectError(operation, { status: 400, code: 'invalid_request', param: 'operation' })
  })
})
