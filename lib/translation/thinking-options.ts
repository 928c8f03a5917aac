import type { SharedV3ProviderOptions } from '@ai-sdk/provider'
import { isObject } from '@/lib/openai/is-object'

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

// Anthropic takes no less. Source: https://docs.claude.com/en/docs/build-with-claude/extended-thinking
const leastBudget = 1024

type Asked = {
  readonly dialect: Dialect
  /** The longest answer that may be asked for, in tokens; thoughts are a part of it, as with OpenAI. */
  readonly mostTokens: number | undefined
}

/** How hard a model is to think, and whether it may call several tools at once, in the provider's own words. */
export function thinkingOptions(
  { reasoning_effort, parallel_tool_calls, tool_choice }: Readonly<Record<string, unknown>>,
  { dialect, mostTokens }: Asked,
): SharedV3ProviderOptions {
  const wanted = budgets.get(reasoning_effort)
  if (dialect === 'google') {
    if (reasoning_effort === 'none') return { google: { thinkingConfig: { thinkingBudget: 0 } } }
    return wanted === undefined ? {} : { google: { thinkingConfig: { thinkingBudget: wanted } } }
  }
  // Who thinks cannot be made to call a tool, and the package would leave the choice of it open.
  const isForced = tool_choice === 'required' || isObject(tool_choice)
  const budget = wanted && !isForced ? budgetWithin(wanted, mostTokens) : undefined
  const thinking = budget === undefined ? {} : { thinking: { type: 'enabled', budgetTokens: budget } }
  const tools = parallel_tool_calls === false ? { disableParallelToolUse: true } : {}
  return { anthropic: { ...thinking, ...tools } }
}

// Half is left for what is said, where the least budget allows; where there is no room for that, nothing is thought.
function budgetWithin(wanted: number, mostTokens = Number.POSITIVE_INFINITY): number | undefined {
  const budget = Math.min(wanted, Math.max(leastBudget, Math.floor(mostTokens / 2)))
  return budget < mostTokens ? budget : undefined
}
