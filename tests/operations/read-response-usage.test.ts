import { expect, it } from 'vitest'
import { readResponseUsage } from '@/lib/operations/read-response-usage'

const usage = {
  input_tokens: 20,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 30,
  output_tokens_details: { reasoning_tokens: 5 },
  total_tokens: 50,
}

it('a response tells its tokens in its own words', () => {
  expect(readResponseUsage({ usage })).toEqual({
    promptTokens: 20,
    completionTokens: 30,
    cachedTokens: 4,
    reasoningTokens: 5,
    audioPromptTokens: 0,
    audioCompletionTokens: 0,
  })
})

it('it need not go into details', () => {
  const plain = { input_tokens: 20, output_tokens: 0 }
  expect(readResponseUsage({ usage: plain })).toMatchObject({
    promptTokens: 20,
    completionTokens: 0,
    cachedTokens: 0,
  })
})

it.each<unknown>([
  undefined,
  null,
  'x',
  {},
  { usage: null },
  { usage: {} },
  { usage: { input_tokens: 20 } },
  { usage: { output_tokens: 20 } },
  { usage: { ...usage, output_tokens: null } },
  { usage: { ...usage, input_tokens: -1 } },
  { usage: { ...usage, output_tokens: 1.5 } },
  { usage: { ...usage, output_tokens: 2e9 } },
  { usage: { prompt_tokens: 20, completion_tokens: 30 } },
])('what says less, or what cannot be, tells nothing: %j', response => {
  expect(readResponseUsage(response)).toBeUndefined()
})
