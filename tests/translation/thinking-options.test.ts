import { describe, expect, it } from 'vitest'
import { thinkingOptions } from '@/lib/translation/thinking-options'

const google = { dialect: 'google', mostTokens: undefined } as const
const anthropic = { dialect: 'anthropic', mostTokens: undefined } as const

const efforts = [
  ['low', 1024],
  ['medium', 8192],
  ['high', 24_576],
  ['xhigh', 24_576],
] as const

describe('how hard a model is to think', () => {
  it.each(efforts)('%s, is so many tokens for Google: %d', (reasoning_effort, thinkingBudget) => {
    expect(thinkingOptions({ reasoning_effort }, google)).toEqual({
      google: { thinkingConfig: { thinkingBudget } },
    })
  })

  it.each(efforts)('%s, is so many tokens for Anthropic: %d', (reasoning_effort, budgetTokens) => {
    expect(thinkingOptions({ reasoning_effort }, anthropic)).toEqual({
      anthropic: { thinking: { type: 'enabled', budgetTokens } },
    })
  })

  it.each([
    [100_000, 24_576],
    [49_152, 24_576],
    [8192, 4096],
    [2049, 1024],
    [1025, 1024],
    [1024, undefined],
    [50, undefined],
    [0, undefined],
    [-1, undefined],
  ])('is told Anthropic within an answer of %d tokens: %s', (mostTokens, budgetTokens) => {
    const told = thinkingOptions({ reasoning_effort: 'high' }, { ...anthropic, mostTokens })
    const thinking = budgetTokens && { thinking: { type: 'enabled', budgetTokens } }
    expect(told).toEqual({ anthropic: { ...thinking } })
  })

  it('not at all, is told Google', () => {
    expect(thinkingOptions({ reasoning_effort: 'none' }, google)).toEqual({
      google: { thinkingConfig: { thinkingBudget: 0 } },
    })
  })

  it.each([undefined, null, '', 'toString', 'somewhat'])('is its own matter at %j', reasoning_effort => {
    expect(thinkingOptions({ reasoning_effort }, google)).toEqual({})
    expect(thinkingOptions({ reasoning_effort }, anthropic)).toEqual({ anthropic: {} })
  })
})

describe('several tools at once', () => {
  it('are forbidden Anthropic where the caller says so', () => {
    const asked = { parallel_tool_calls: false, reasoning_effort: 'low' }
    expect(thinkingOptions(asked, anthropic)).toEqual({
      anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 }, disableParallelToolUse: true },
    })
  })

  it.each([true, undefined, null])('are allowed at %j', parallel_tool_calls => {
    expect(thinkingOptions({ parallel_tool_calls }, anthropic)).toEqual({ anthropic: {} })
  })
})
