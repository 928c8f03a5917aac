import type { SharedV3ProviderOptions } from '@ai-sdk/provider'

/** Whose API a chat completion is translated to. */
export type Dialect = 'anthropic' | 'google'

// Tokens to think with, as Google's own layer for OpenAI's clients has them.
// Source: https://ai.google.dev/gemini-api/docs/openai#thinking
const budgets: ReadonlyMap<unknown, number> = new Map([
  ['low', 1024],
  ['medium', 8192],
  ['high', 24_576],
  ['xhigh', 24_576],
])

/** How hard a model is to think, and whether it may call several tools at once, in the provider's own words. */
export function thinkingOptions(
  { reasoning_effort, parallel_tool_calls }: Readonly<Record<string, unknown>>,
  dialect: Dialect,
): SharedV3ProviderOptions {
  const budget = budgets.get(reasoning_effort)
  if (dialect === 'google') {
    if (reasoning_effort === 'none') return { google: { thinkingConfig: { thinkingBudget: 0 } } }
    return budget === undefined ? {} : { google: { thinkingConfig: { thinkingBudget: budget } } }
  }
  const thinking = budget === undefined ? {} : { thinking: { type: 'enabled', budgetTokens: budget } }
  const tools = parallel_tool_calls === false ? { disableParallelToolUse: true } : {}
  return { anthropic: { ...thinking, ...tools } }
}
