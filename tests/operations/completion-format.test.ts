import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { completionFormat } from '@/lib/operations/completion-format'
import { expectFault } from '../support/expect-fault'

type Params = OpenAI.CompletionCreateParams

const read = (fields: Readonly<Record<string, unknown>> = {}) =>
  completionFormat.readRequest({ model: 'gpt-3.5-turbo-instruct', prompt: 'Chào', ...fields })

describe('a completion', () => {
  it('that says no more than it must is plain, for one answer, and begins no conversation', () => {
    expect(read()).toEqual({
      model: 'gpt-3.5-turbo-instruct',
      stream: false,
      choices: 1,
      usageEvent: 'unasked',
      answerLimits: [],
      isDeterministic: false,
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

  it.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
    ['is streamed', { stream: true }, { stream: true }],
    ['asks for its usage', { stream_options: { include_usage: true } }, { usageEvent: 'asked' }],
    ['is without chance at no temperature', { temperature: 0 }, { isDeterministic: true }],
    ['is without chance by a seed', { seed: 5 }, { isDeterministic: true }],
    ['says how long it may be', { max_tokens: 0 }, { answerLimits: [{ field: 'max_tokens', tokens: 0 }] }],
  ])('%s', (_, fields, facts) => {
    expect(read(fields)).toMatchObject(facts)
  })

  it.each<[unknown, number | null, number]>([
    ['Chào', 3, 3],
    [['a', 'b'], null, 2],
    [['a', 'b'], 3, 6],
    [[1, 2, 3], 2, 2],
    [[[1, 2], [3]], 2, 4],
    [null, 2, 2],
  ])('has for %j and an n of %j so many answers: %i', (prompt, n, choices) => {
    expect(read({ prompt, n }).choices).toBe(choices)
  })

  it.each([
    [{ best_of: 20, n: 2 }, 20],
    [{ best_of: 0, n: 2 }, 2],
    [{ best_of: 5, prompt: ['a', 'b'] }, 10],
  ])('has as many answers as are made to choose from: %j', (fields, choices) => {
    expect(read(fields).choices).toBe(choices)
  })

  it.each<[unknown, number]>([
    ['a'.repeat(400), 100],
    [['a'.repeat(40), 'a'.repeat(40)], 20],
    [[5, 6, 7], 3],
    [[[5, 6], [7]], 3],
    ['abc', 1],
  ])('is estimated by its prompt, also where that is tokens', (prompt, tokens) => {
    expect(read({ prompt }).promptTokens()).toBe(tokens)
  })
})

describe('what the API takes is taken', () => {
  it.each<[string, Partial<Params>]>([
    ['no prompt', { prompt: null }],
    ['the best of none', { best_of: 0 }],
    ['the best of 20', { best_of: 20, n: 2 }],
    ['its prompt again', { echo: true, suffix: 'the end' }],
    ['biases', { logit_bias: { '50256': -100 } }],
    ['five log probabilities', { logprobs: 5 }],
    ['none of them', { logprobs: 0 }],
    ['four ends', { stop: ['a', 'b', 'c', 'd'] }],
    ['one end', { stop: '\n' }],
    ['128 answers', { n: 128 }],
    ['the bounds of chance', { temperature: 2, top_p: 1, presence_penalty: -2, frequency_penalty: 2 }],
    ['a user', { user: 'u-1' }],
    [
      'nulls',
      {
        best_of: null,
        echo: null,
        frequency_penalty: null,
        logit_bias: null,
        logprobs: null,
        max_tokens: null,
        n: null,
        presence_penalty: null,
        seed: null,
        stop: null,
        stream: null,
        stream_options: null,
        suffix: null,
        temperature: null,
        top_p: null,
      },
    ],
  ])('%s', (_, fields) => {
    expect(() => read(fields)).not.toThrow()
  })

  it('what is yet to be invented', () => {
    expect(() => read({ future: [{}] })).not.toThrow()
  })
})

describe('a fault is told with its field', () => {
  it.each<[string, unknown]>([
    ['model', undefined],
    ['model', ''],
    ['model', 'm'.repeat(257)],
    ['prompt', undefined],
    ['prompt', 5],
    ['stream', 'yes'],
    ['stream_options', true],
    ['n', 0],
    ['n', 129],
    ['best_of', 21],
    ['best_of', -1],
    ['max_tokens', -1],
    ['max_tokens', 1.5],
    ['temperature', 2.1],
    ['top_p', -0.1],
    ['presence_penalty', 2.1],
    ['frequency_penalty', -2.1],
    ['seed', '5'],
    ['stop', []],
    ['stop', ['a', 'b', 'c', 'd', 'e']],
    ['logprobs', 6],
    ['logprobs', true],
    ['echo', 'yes'],
    ['suffix', 5],
    ['user', 5],
  ])('%s: %j', (param, value) => {
    expectFault(() => read({ [param]: value }), param)
  })

  it('within its options and its prompts too', () => {
    expectFault(() => read({ stream_options: { include_usage: 1 } }), 'stream_options.include_usage')
    expectFault(() => read({ prompt: [[]] }), 'prompt[0]')
  })
})

describe('an answer', () => {
  it('is what has choices', () => {
    expect(completionFormat.isAnswer({ choices: [{ text: '' }] })).toBe(true)
    expect(completionFormat.isAnswer({ choices: [] })).toBe(false)
    expect(completionFormat.isAnswer({ error: { message: 'No.' } })).toBe(false)
  })

  it('says the texts of all of them', () => {
    const choices = [{ text: 'Chào' }, { text: ' bạn' }, { text: 5 }, null]
    expect(completionFormat.answerText({ choices })).toBe('Chào bạn')
    expect(completionFormat.answerText({ choices: 'Chào' })).toBe('')
  })

  it('ends in [DONE] where it is streamed', () => {
    expect(completionFormat.closing).toBe('data: [DONE]\n\n')
  })
})
