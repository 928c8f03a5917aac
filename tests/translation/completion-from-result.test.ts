import type { LanguageModelV3Content } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import { isChatCompletion } from '@/lib/operations/is-chat-completion'
import { completionFromResult } from '@/lib/translation/completion-from-result'

const head = { id: 'chatcmpl-1', created: 1_790_000_000, model: 'claude' }

function completionOf(...content: LanguageModelV3Content[]) {
  const result = {
    content,
    finishReason: { unified: 'stop', raw: 'end_turn' },
    usage: {
      inputTokens: { total: 5, noCache: 5, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 7, text: 7, reasoning: undefined },
    },
    warnings: [],
  } as const
  return completionFromResult({ ...result, content, warnings: [] }, head)
}

const messageOf = (...content: LanguageModelV3Content[]) => completionOf(...content).choices[0]?.message
const call = (id: string, more: object = {}) =>
  ({ type: 'tool-call', toolCallId: id, toolName: 'weather', input: '{"city":"Huế"}', ...more }) as const

describe('a completion', () => {
  it('is whole', () => {
    const completion = completionOf({ type: 'text', text: 'Xin chào' })
    expect(completion).toEqual({
      ...head,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Xin chào', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 5,
        completion_tokens: 7,
        total_tokens: 12,
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 0 },
      },
    })
    expect(isChatCompletion(completion)).toBe(true)
  })

  it('has its texts together, and apart from them what was thought', () => {
    expect(
      messageOf(
        { type: 'reasoning', text: 'Hm. ' },
        { type: 'text', text: 'Xin ' },
        { type: 'reasoning', text: 'Well.' },
        { type: 'text', text: 'chào' },
      ),
    ).toMatchObject({ content: 'Xin chào', reasoning_content: 'Hm. Well.' })
  })

  it('that was not thought about says nothing of it', () => {
    expect(messageOf({ type: 'text', text: 'Xin' })).not.toHaveProperty('reasoning_content')
  })
})

describe('tools that are called', () => {
  it('are given in their order, with their arguments as they are', () => {
    expect(messageOf(call('call_1'), call('call_2'))).toEqual({
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: ['call_1', 'call_2'].map(id => ({
        id,
        type: 'function',
        function: { name: 'weather', arguments: '{"city":"Huế"}' },
      })),
    })
  })

  it('may come with a text', () => {
    expect(messageOf({ type: 'text', text: 'Let me see.' }, call('call_1'))?.content).toBe('Let me see.')
  })

  it('are none of those that the provider does itself', () => {
    const message = messageOf({ type: 'text', text: 'Xin' }, call('call_1', { providerExecuted: true }))
    expect(message).not.toHaveProperty('tool_calls')
  })
})

it('an answer of nothing is an empty text', () => {
  expect(messageOf()).toEqual({ role: 'assistant', content: '', refusal: null })
})
