import type { LanguageModelV3FinishReason, LanguageModelV3Usage } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import { completionHead, finishReason, usageOf } from '@/lib/translation/completion-head'

describe('every chunk', () => {
  it('has the id of the answer, its moment in whole seconds, and the model', () => {
    expect(completionHead('claude', { id: 'msg_1', now: 1_790_000_000_999 })).toEqual({
      id: 'chatcmpl-msg_1',
      created: 1_790_000_000,
      model: 'claude',
    })
  })

  it('has an id also where the answer has none', () => {
    expect(completionHead('claude', { id: undefined, now: 1_790_000_000_999 }).id).toMatch(/^chatcmpl-\w+$/)
  })
})

describe('an answer', () => {
  it.each<[LanguageModelV3FinishReason['unified'], string | undefined]>([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content-filter', 'content_filter'],
    ['tool-calls', 'tool_calls'],
    ['other', undefined],
    ['error', undefined],
  ])('that ended by %s has the finish reason %s', (unified, expected) => {
    expect(finishReason({ unified, raw: undefined })).toBe(expected)
    expect(finishReason({ unified, raw: 'YET_TO_BE_INVENTED' })).toBe(expected)
  })

  it.each<[string, LanguageModelV3FinishReason['unified'], string | undefined]>([
    ['pause_turn', 'stop', undefined],
    ['LANGUAGE', 'other', 'content_filter'],
    ['IMAGE_PROHIBITED_CONTENT', 'other', 'content_filter'],
    ['IMAGE_RECITATION', 'other', 'content_filter'],
    ['TOO_MANY_TOOL_CALLS', 'other', undefined],
  ])('that ended by the provider’s %s is taken at that word: %s, %s', (raw, unified, expected) => {
    expect(finishReason({ unified, raw })).toBe(expected)
  })
})

function usage(
  input: Partial<LanguageModelV3Usage['inputTokens']>,
  output: Partial<LanguageModelV3Usage['outputTokens']>,
) {
  return usageOf({
    inputTokens: {
      total: undefined,
      noCache: undefined,
      cacheRead: undefined,
      cacheWrite: undefined,
      ...input,
    },
    outputTokens: { total: undefined, text: undefined, reasoning: undefined, ...output },
  })
}

describe('the usage', () => {
  it('has what was cached and thought within its sums', () => {
    expect(usage({ total: 10, cacheRead: 2, cacheWrite: 3 }, { total: 7, reasoning: 4 })).toEqual({
      prompt_tokens: 10,
      completion_tokens: 7,
      total_tokens: 17,
      prompt_tokens_details: { cached_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 4 },
    })
  })

  it('has no part where nothing is said of it', () => {
    expect(usage({ total: 10 }, { total: 7 })).toMatchObject({
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0 },
    })
  })

  it('that nobody told is not told as nothing, which would cost nothing', () => {
    expect(usage({}, {})).toBeUndefined()
  })
})
