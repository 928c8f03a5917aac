import { describe, expect, it } from 'vitest'
import type { OperationName } from '@/lib/operations/operations'
import { adaptCall } from '@/lib/regions/adapt-call'
import { providers } from '@/lib/regions/providers'
import { callOf } from '../support/call-of'

type Fields = Readonly<Record<string, unknown>>
type Quirks = Parameters<typeof adaptCall>[1]['quirks']

const adapt = (fields: Fields, quirks: Quirks, model = 'gpt-4-1-prod') =>
  adaptCall(callOf('chat.completions', fields), { quirks, model })

/** What changes of a body, and what is taken out of it. */
const told = (changes: ReturnType<typeof adaptCall>) =>
  Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value ?? 'out']))

const everything = {
  max_tokens: 5,
  max_completion_tokens: 6,
  seed: 7,
  store: false,
  user: 'u',
  messages: [
    { role: 'developer', content: 'Ngắn thôi.' },
    { role: 'user', content: 'Xin chào' },
  ],
}

describe('the longest answer', () => {
  const newer = { max_completion_tokens: 50 }
  const older = { max_tokens: 50 }

  it.each<[string, Quirks['answerLimit'], Fields, string, Fields]>([
    ['stays under either name where both are known', undefined, newer, 'o3', {}],
    ['goes under the older name', 'max_tokens', newer, 'm', { max_completion_tokens: 'out', max_tokens: 50 }],
    ['stays under the older name', 'max_tokens', older, 'm', {}],
    [
      'goes under the newer name',
      'max_completion_tokens',
      older,
      'm',
      { max_tokens: 'out', max_completion_tokens: 50 },
    ],
    ['stays under the newer name', 'max_completion_tokens', newer, 'm', {}],
    [
      'goes under the newer name for a model that thinks',
      'by-model',
      older,
      'o3',
      { max_tokens: 'out', max_completion_tokens: 50 },
    ],
    ['stays under the older one for another model', 'by-model', older, 'gpt-4.1', {}],
    ['stays under the newer one for another model', 'by-model', newer, 'gpt-4.1', {}],
    [
      'that is told twice goes once, by what counts at OpenAI',
      'max_tokens',
      { max_tokens: 40, ...newer },
      'm',
      { max_completion_tokens: 'out', max_tokens: 50 },
    ],
    [
      'that is null under a name that is not known goes out with it',
      'max_tokens',
      { max_completion_tokens: null, ...older },
      'm',
      { max_completion_tokens: 'out', max_tokens: 50 },
    ],
    ['that nobody told is not made up', 'max_tokens', {}, 'm', {}],
  ])('%s', (_, answerLimit, fields, model, changes) => {
    expect(told(adapt(fields, answerLimit === undefined ? {} : { answerLimit }, model))).toEqual(changes)
  })

  it('of null goes out where its name is not known, though there is no other', () => {
    const changes = adapt({ max_completion_tokens: null }, { answerLimit: 'max_tokens' })
    expect(told(changes)).toEqual({ max_completion_tokens: 'out' })
  })

  it('goes under the newer name where the endpoint has its own name for a model that thinks', () => {
    const call = callOf('chat.completions', { model: 'gpt-5', ...older })
    const changes = adaptCall(call, { quirks: { answerLimit: 'by-model' }, model: 'our-deployment' })
    expect(told(changes)).toEqual({ max_tokens: 'out', max_completion_tokens: 50 })
  })
})

describe('a member', () => {
  it('that is refused goes out, and no other', () => {
    const call = callOf('chat.completions', { store: false, user: 'u', seed: 1 })
    const changes = adaptCall(call, { quirks: { refuses: ['store', 'metadata'] }, model: 'm' })
    expect(Object.entries(changes)).toEqual([
      ['store', undefined],
      ['metadata', undefined],
    ])
  })

  it('that has another name goes under that', () => {
    expect(told(adapt({ seed: 7 }, { renames: { seed: 'random_seed' } }))).toEqual({
      seed: 'out',
      random_seed: 7,
    })
  })

  it('that has another name and is not there is not made up', () => {
    expect(adapt({}, { renames: { seed: 'random_seed' } })).toEqual({})
  })

  it('keeps its value where that is nothing', () => {
    expect(told(adapt({ seed: 0 }, { renames: { seed: 'random_seed' } }))).toEqual({
      seed: 'out',
      random_seed: 0,
    })
  })
})

describe('a developer', () => {
  it('speaks as the system where it is not known, in its place and in its words', () => {
    expect(adapt(everything, { hasNoDeveloper: true })).toEqual({
      messages: [{ role: 'system', content: 'Ngắn thôi.' }, everything.messages[1]],
    })
  })

  it('who says nothing changes nothing', () => {
    expect(adapt({}, { hasNoDeveloper: true })).toEqual({})
  })

  it('who is known speaks itself', () => {
    expect(adapt(everything, { hasNoDeveloper: false })).toEqual({})
  })
})

describe('the preset', () => {
  const quirksOf = (name: string) => providers.get(name)?.quirks ?? {}

  it.each<[string, string, Fields]>([
    ['openai', 'gpt-4.1', {}],
    ['openai', 'gpt-5', { max_tokens: 'out', max_completion_tokens: 6 }],
    ['azure', 'o4-mini', { max_tokens: 'out', max_completion_tokens: 6 }],
    ['together', 'llama', { max_completion_tokens: 'out', max_tokens: 6 }],
    ['ollama', 'llama', { max_completion_tokens: 'out', max_tokens: 6 }],
    ['groq', 'gpt-oss', {}],
    ['xai', 'grok-4.5', {}],
    ['vllm', 'qwen', {}],
    [
      'deepseek',
      'deepseek-chat',
      { max_completion_tokens: 'out', max_tokens: 6, messages: expect.anything() },
    ],
    [
      'mistral',
      'mistral-large',
      {
        max_completion_tokens: 'out',
        max_tokens: 6,
        seed: 'out',
        random_seed: 7,
        store: 'out',
        user: 'out',
        stream_options: 'out',
        metadata: 'out',
        service_tier: 'out',
        safety_identifier: 'out',
        prompt_cache_key: 'out',
        messages: expect.anything(),
      },
    ],
    [
      'google-openai',
      'gemini',
      {
        store: 'out',
        metadata: 'out',
        service_tier: 'out',
        safety_identifier: 'out',
        prompt_cache_key: 'out',
      },
    ],
  ])('%s with %s', (name, model, changes) => {
    expect(told(adapt(everything, quirksOf(name), model))).toEqual(changes)
  })

  it.each<OperationName>(['completions', 'embeddings', 'responses', 'messages'])(
    'of any name changes nothing of %s',
    name => {
      for (const { quirks } of providers.values())
        expect(adaptCall(callOf(name, { user: 'u', metadata: {} }), { quirks, model: 'o3' })).toEqual({})
    },
  )
})

it('an endpoint without quirks gets every call as it came', () => {
  expect(adapt(everything, {}, 'o3')).toEqual({})
})

it('the call itself stays as it was', () => {
  const call = callOf('chat.completions', everything)
  const before = JSON.stringify(call.request)
  for (const { quirks } of providers.values()) adaptCall(call, { quirks, model: 'o3' })
  expect(JSON.stringify(call.request)).toBe(before)
})
