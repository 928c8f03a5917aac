import { embed, generateText, type LanguageModel, Output, stepCountIs, streamText, tool } from 'ai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { OperationName } from '@/lib/operations/operations'
import { providers } from '@/lib/regions/providers'
import { aiClients } from './support/ai-clients'
import { callsOf } from './support/calls-of'
import { type PresetName, type ProviderStand, presetNames, startProviders } from './support/start-providers'

let stand: ProviderStand
beforeAll(async () => {
  stand = await startProviders()
})
beforeEach(() => {
  for (const name of presetNames) stand.provider(name).reset()
})
afterAll(() => stand.close())

const prompt = 'Xin chào'
const usual = { prompt, maxRetries: 0 }
const serves = (operation: OperationName) =>
  presetNames.filter(name => providers.get(name)?.services[operation] !== undefined)
const clients = ['openai', 'openai-compatible'] as const
const pairs = (operation: OperationName) =>
  serves(operation).flatMap(name => clients.map(client => [name, client] as const))

const weather = tool({
  description: 'The weather of a city',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `It rains in ${city}.`,
})

/** What every model has to do, by whichever operation it is asked. */
async function expectText(model: LanguageModel, name: string) {
  const { text, finishReason, usage } = await generateText({ ...usual, model, maxOutputTokens: 50 })
  expect([text, finishReason]).toEqual([expect.stringContaining(`from ${name}`), 'stop'])
  expect(text).toContain(prompt)
  expect([usage.inputTokens, usage.outputTokens]).toEqual([expect.any(Number), expect.any(Number)])
  expect(usage.outputTokens).toBeGreaterThan(0)
}

async function expectStream(model: LanguageModel, name: string) {
  const errors: unknown[] = []
  const answer = streamText({ ...usual, model, onError: ({ error }) => void errors.push(error) })
  const pieces: string[] = []
  for await (const piece of answer.textStream) pieces.push(piece)
  expect(errors).toEqual([])
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.join('')).toContain(`from ${name}`)
  expect(await answer.finishReason).toBe('stop')
  expect((await answer.usage).outputTokens).toBeGreaterThan(0)
}

async function expectTools(model: LanguageModel, name: string) {
  const asked = { ...usual, model, tools: { weather }, stopWhen: stepCountIs(2) }
  const { steps, text } = await generateText(asked)
  expect(steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop'])
  expect(steps[0]?.toolResults).toMatchObject([
    {
      toolName: 'weather',
      input: { city: expect.any(String) },
      output: expect.stringContaining('It rains in'),
    },
  ])
  expect(text).toContain(`from ${name}`)
}

async function expectStreamedTools(model: LanguageModel) {
  const answer = streamText({ ...usual, model, tools: { weather }, stopWhen: stepCountIs(2) })
  await answer.consumeStream()
  const steps = await answer.steps
  expect(steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop'])
  expect(steps[0]?.toolResults).toMatchObject([{ toolName: 'weather', output: expect.any(String) }])
}

async function expectStructure(model: LanguageModel) {
  const schema = z.object({ city: z.string(), days: z.array(z.number()).max(7) })
  const { output } = await generateText({ ...usual, model, output: Output.object({ schema }) })
  expect(output).toEqual({ city: expect.any(String), days: expect.any(Array) })
}

// Their services know no schema, or pass over it.
const withoutSchemas: readonly PresetName[] = ['anthropic-openai']

describe.each(pairs('chat.completions'))('a chat through %s, by the client %s', (name, client) => {
  const model = () => aiClients(stand.gateway, name).chat[client]

  it('is answered', () => expectText(model(), name))

  it('is streamed', () => expectStream(model(), name))

  it('has its tool called, and goes on with what that said', () => expectTools(model(), name))

  it('has its tool called in a stream', () => expectStreamedTools(model()))
})

describe.each(pairs('chat.completions').filter(([name]) => !withoutSchemas.includes(name)))(
  'a chat through %s, by the client %s',
  (name, client) => {
    it('is answered by a schema', () => expectStructure(aiClients(stand.gateway, name).chat[client]))
  },
)

describe.each(serves('responses'))('a response through %s', name => {
  const model = () => aiClients(stand.gateway, name).responses

  it('is given', () => expectText(model(), name))

  it('is streamed', () => expectStream(model(), name))

  it('has its tool called, and goes on with what that said', () => expectTools(model(), name))

  it('has its tool called in a stream', () => expectStreamedTools(model()))

  it('is given by a schema', () => expectStructure(model()))
})

describe.each(pairs('embeddings'))('an embedding through %s, by the client %s', (name, client) => {
  it('is given, with its usage', async () => {
    const model = aiClients(stand.gateway, name).embedding[client]
    const { embedding, usage } = await embed({ model, value: prompt, maxRetries: 0 })
    expect(embedding.length).toBeGreaterThan(1)
    expect(embedding.every(Number.isFinite)).toBe(true)
    expect(usage.tokens).toBeGreaterThan(0)
  })
})

it('a call reaches the one endpoint that it is for, once', async () => {
  await generateText({ ...usual, model: aiClients(stand.gateway, 'google').chat.openai })
  const reached = presetNames.flatMap(name => callsOf(stand.provider(name)).map(() => name))
  expect(reached).toEqual(['google'])
})
