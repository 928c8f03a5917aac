import type { LanguageModelV3FinishReason, LanguageModelV3StreamPart } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import { createChunker } from '@/lib/translation/create-chunker'

const head = { id: 'chatcmpl-1', created: 1_790_000_000, model: 'claude' }

function chunksOf(...parts: LanguageModelV3StreamPart[]): readonly unknown[] {
  return parts.flatMap(createChunker(head))
}

const chunk = (delta: object, finish_reason: string | null = null) => ({
  ...head,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, logprobs: null, finish_reason }],
})
const called = (...tool_calls: object[]) => chunk({ tool_calls })

function finish(finishReason: LanguageModelV3FinishReason): LanguageModelV3StreamPart {
  return {
    type: 'finish',
    finishReason,
    usage: {
      inputTokens: { total: 5, noCache: 3, cacheRead: 2, cacheWrite: 0 },
      outputTokens: { total: 7, text: 4, reasoning: 3 },
    },
  }
}

describe('a stream', () => {
  it('begins with the role', () => {
    expect(chunksOf({ type: 'stream-start', warnings: [] })).toEqual([
      chunk({ role: 'assistant', content: '' }),
    ])
  })

  it('has its text and its thoughts piece by piece', () => {
    expect(
      chunksOf(
        { type: 'reasoning-delta', id: '0', delta: 'Hm' },
        { type: 'text-delta', id: '1', delta: 'Xin ' },
        { type: 'text-delta', id: '1', delta: 'chào' },
      ),
    ).toEqual([chunk({ reasoning_content: 'Hm' }), chunk({ content: 'Xin ' }), chunk({ content: 'chào' })])
  })

  it('ends with its finish reason and then, in an event without choices, with its usage', () => {
    expect(chunksOf(finish({ unified: 'length', raw: 'max_tokens' }))).toEqual([
      chunk({}, 'length'),
      {
        ...head,
        object: 'chat.completion.chunk',
        choices: [],
        usage: {
          prompt_tokens: 5,
          completion_tokens: 7,
          total_tokens: 12,
          prompt_tokens_details: { cached_tokens: 2 },
          completion_tokens_details: { reasoning_tokens: 3 },
        },
      },
    ])
  })

  it('whose endpoint has not said why it ended is cut off, and does not look finished', () => {
    const chunks = chunksOf(finish({ unified: 'other', raw: undefined }))
    expect(JSON.stringify(chunks)).not.toContain('"finish_reason":"')
  })

  it('that ended without being finished says so after its usage, and has no finish reason', () => {
    const chunks = chunksOf(finish({ unified: 'error', raw: 'MALFORMED_FUNCTION_CALL' }))
    expect(chunks).toEqual([
      expect.objectContaining({ choices: [], usage: expect.objectContaining({ total_tokens: 12 }) }),
      {
        error: {
          message: 'The endpoint did not finish its answer: MALFORMED_FUNCTION_CALL.',
          type: 'server_error',
          param: null,
          code: null,
        },
      },
    ])
  })

  it('passes over what is no part of an answer', () => {
    expect(
      chunksOf(
        { type: 'text-start', id: '0' },
        { type: 'text-end', id: '0' },
        { type: 'reasoning-start', id: '0' },
        { type: 'reasoning-end', id: '0' },
        { type: 'response-metadata', id: 'msg_1' },
        { type: 'tool-input-end', id: 'call_1' },
        { type: 'raw', rawValue: {} },
      ),
    ).toEqual([])
  })
})

describe('tools that are called', () => {
  const start = (id: string, toolName: string) => ({ type: 'tool-input-start', id, toolName }) as const
  const delta = (id: string, text: string) => ({ type: 'tool-input-delta', id, delta: text }) as const
  const whole = (toolCallId: string, input: string) =>
    ({ type: 'tool-call', toolCallId, toolName: 'weather', input }) as const
  const opened = (index: number, id: string, name: string, given = '') => ({
    index,
    id,
    type: 'function',
    function: { name, arguments: given },
  })

  it('come in pieces, each by its own place, also where they are mixed', () => {
    expect(
      chunksOf(
        start('call_1', 'weather'),
        start('call_2', 'time'),
        delta('call_2', '{'),
        delta('call_1', '{"city"'),
        delta('call_2', '}'),
      ),
    ).toEqual([
      called(opened(0, 'call_1', 'weather')),
      called(opened(1, 'call_2', 'time')),
      called({ index: 1, function: { arguments: '{' } }),
      called({ index: 0, function: { arguments: '{"city"' } }),
      called({ index: 1, function: { arguments: '}' } }),
    ])
  })

  it('are not told twice where they come whole after their pieces', () => {
    const parts = [start('call_1', 'weather'), delta('call_1', '{"a":1}')]
    expect(chunksOf(...parts, whole('call_1', '{"a":1}'))).toEqual(chunksOf(...parts))
  })

  it('may come whole at once', () => {
    expect(chunksOf(whole('call_1', '{"a":1}'), whole('call_2', '{}'))).toEqual([
      called(opened(0, 'call_1', 'weather', '{"a":1}')),
      called(opened(1, 'call_2', 'weather', '{}')),
    ])
  })

  it('without arguments have an empty object of them, which is JSON', () => {
    const text = JSON.stringify(chunksOf(start('call_1', 'weather'), whole('call_1', '{}')))
    const given = [...text.matchAll(/"arguments":"((?:[^"\\]|\\.)*)"/g)].map(([, each]) => each)
    expect(given.join('')).toBe('{}')
  })

  it('are none of those that the provider does itself', () => {
    expect(
      chunksOf({ ...start('call_1', 'web_search'), providerExecuted: true }, delta('call_1', '{}'), {
        ...whole('call_1', '{}'),
        providerExecuted: true,
      }),
    ).toEqual([])
  })
})

describe('an error within a stream', () => {
  it.each<[string, unknown, string]>([
    ['of the provider', { type: 'overloaded_error', message: 'Overloaded' }, 'Overloaded'],
    ['that is one', new Error('Broken'), 'Broken'],
    ['in words', 'No more.', 'No more.'],
    ['without any', { type: 'x' }, 'The endpoint reported an error.'],
    ['of nothing', undefined, 'The endpoint reported an error.'],
  ])('%s is an event without choices', (_, error, message) => {
    expect(chunksOf({ type: 'error', error })).toEqual([
      { error: { message, type: 'server_error', param: null, code: null } },
    ])
  })
})

it('two streams count their tools each for itself', () => {
  const part = { type: 'tool-call', toolCallId: 'call_1', toolName: 'time', input: '{}' } as const
  expect(chunksOf(part)).toEqual(chunksOf(part))
})
