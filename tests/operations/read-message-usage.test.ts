import { expect, it } from 'vitest'
import { readMessageUsage } from '@/lib/operations/read-message-usage'

const usage = {
  input_tokens: 20,
  cache_creation_input_tokens: 100,
  cache_read_input_tokens: 4000,
  output_tokens: 30,
  service_tier: 'standard',
}

it('what was read from the prompt cache and written to it is part of the prompt', () => {
  expect(readMessageUsage({ usage })).toEqual({
    promptTokens: 4120,
    completionTokens: 30,
    cachedTokens: 4000,
    reasoningTokens: 0,
    audioPromptTokens: 0,
    audioCompletionTokens: 0,
  })
})

it.each([null, undefined, 'many'])('a cache that says %j of itself has done nothing', count => {
  const plain = { ...usage, cache_creation_input_tokens: count, cache_read_input_tokens: count }
  expect(readMessageUsage({ usage: plain })).toMatchObject({ promptTokens: 20, cachedTokens: 0 })
})

it('a prompt may have come from the cache whole', () => {
  expect(readMessageUsage({ usage: { ...usage, input_tokens: 0 } })).toMatchObject({ promptTokens: 4100 })
})

it('of the answer it tells what was thought', () => {
  const thought = { ...usage, output_tokens_details: { thinking_tokens: 12 } }
  expect(readMessageUsage({ usage: thought })).toMatchObject({ completionTokens: 30, reasoningTokens: 12 })
})

it.each<unknown>([
  undefined,
  null,
  'x',
  {},
  { usage: null },
  { usage: {} },
  { usage: { input_tokens: 20 } },
  { usage: { input_tokens: 20, output_tokens: null } },
  { usage: { output_tokens: 20 } },
  { usage: { ...usage, input_tokens: null } },
  { usage: { ...usage, input_tokens: '20' } },
  { usage: { ...usage, output_tokens: -1 } },
  { usage: { ...usage, input_tokens: 1.5 } },
  { usage: { ...usage, cache_read_input_tokens: 2e9 } },
])('what says less, or what cannot be, tells nothing: %j', message => {
  expect(readMessageUsage(message)).toBeUndefined()
})
