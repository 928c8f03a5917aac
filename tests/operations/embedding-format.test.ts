import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { embeddingFormat } from '@/lib/operations/embedding-format'
import { expectFault } from '../support/expect-fault'

const read = (fields: Readonly<Record<string, unknown>> = {}) =>
  embeddingFormat.readRequest({ model: 'text-embedding-3-small', input: 'Chào', ...fields })

describe('an embedding', () => {
  it('is plain, the same each time, and has neither an answer to be counted nor a conversation', () => {
    expect(read()).toEqual({
      model: 'text-embedding-3-small',
      stream: false,
      choices: 1,
      usageEvent: 'none',
      answerLimits: [],
      isDeterministic: true,
      isStored: false,
      effort: undefined,
      hasTools: false,
      mayAct: false,
      hasImages: false,
      follows: [],
      promptTokens: expect.any(Function),
      opening: undefined,
    })
  })

  it.each<[unknown, number]>([
    ['a'.repeat(40), 10],
    [['a'.repeat(40), 'a'.repeat(42)], 21],
    [[1, 2, 3], 3],
    [[[1], [2, 3]], 3],
  ])('is estimated by its input', (input, tokens) => {
    expect(read({ input }).promptTokens()).toBe(tokens)
  })

  it.each<Partial<OpenAI.EmbeddingCreateParams>>([
    { input: ['a', 'b'] },
    { input: [1, 2] },
    { input: [[1], [2]] },
    { input: Array.from({ length: 2048 }, () => 'a') },
    { dimensions: 1 },
    { encoding_format: 'base64' },
    { encoding_format: 'float' },
    { user: 'u-1' },
  ])('may say what the API takes', fields => {
    expect(() => read(fields)).not.toThrow()
  })

  it.each([{ stream: false }, { stream: null }, { future: 1 }])('may say %j', fields => {
    expect(() => read(fields)).not.toThrow()
  })

  it.each<[string, unknown]>([
    ['model', undefined],
    ['model', 5],
    ['input', undefined],
    ['input', null],
    ['input', []],
    ['input', 5],
    ['dimensions', 0],
    ['dimensions', 1.5],
    ['encoding_format', 'hex'],
    ['user', 5],
    ['stream', true],
  ])('may not have as its %s %j', (param, value) => {
    expectFault(() => read({ [param]: value }), param)
  })

  it('is told in words why it is not streamed', () => {
    expect(() => read({ stream: true })).toThrow(/embeddings are not streamed/)
  })
})

describe('its answer', () => {
  it('is what has vectors', () => {
    const data = [{ object: 'embedding', index: 0, embedding: [0.1] }]
    expect(embeddingFormat.isAnswer({ object: 'list', data })).toBe(true)
    expect(embeddingFormat.isAnswer({ error: null, data })).toBe(true)
    expect(embeddingFormat.isAnswer({ error: { message: 'No.' }, data })).toBe(false)
    expect(embeddingFormat.isAnswer({ data: [] })).toBe(false)
    expect(embeddingFormat.isAnswer({ data: 'x' })).toBe(false)
    expect(embeddingFormat.isAnswer(null)).toBe(false)
  })

  it('used its prompt alone', () => {
    expect(embeddingFormat.readUsage({ usage: { prompt_tokens: 8, total_tokens: 8 } })).toMatchObject({
      promptTokens: 8,
      completionTokens: 0,
    })
  })

  it('has no text', () => {
    expect(embeddingFormat.answerText({ data: [{ embedding: 'AAAA' }] })).toBe('')
  })
})
