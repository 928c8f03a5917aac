import { expect, it } from 'vitest'
import { isReasoning } from '@/lib/operations/is-reasoning'
import { buildCall } from '../support/build-call'

it.each([
  'o1',
  'o3-mini',
  'o4-mini-2025-04-16',
  'gpt-5',
  'gpt-5-mini',
  'deepseek-reasoner',
  'deepseek-r1',
  'kimi-k2-thinking',
])('%s thinks before it speaks', model => {
  expect(isReasoning(buildCall({ model }))).toBe(true)
})

it.each(['gpt-4.1', 'gpt-4o-mini', 'omni', 'o', 'claude-sonnet-4.5', 'llama-3', 'deepseek-v3.2'])(
  '%s speaks at once',
  model => {
    expect(isReasoning(buildCall({ model }))).toBe(false)
  },
)

it('whoever asks for an effort says more than the name', () => {
  expect(isReasoning(buildCall({ model: 'my-model', reasoning_effort: 'high' }))).toBe(true)
  expect(isReasoning(buildCall({ model: 'gpt-5', reasoning_effort: 'minimal' }))).toBe(false)
  expect(isReasoning(buildCall({ model: 'gpt-5', reasoning_effort: null }))).toBe(true)
})

it('what is known of a model tells more than its name, but less than the call', () => {
  const known = { ...buildCall({ model: 'gemini-2.5-pro' }), mayThink: true }
  expect(isReasoning(known)).toBe(true)
  expect(isReasoning({ ...known, effort: 'none' })).toBe(false)
})
