import { isObject } from '@/lib/openai/is-object'
import { readUsage, type TokenUsage } from '@/lib/openai/token-usage'

/**
 * The `usage` of a message; undefined where it does not say. What was read from the endpoint's prompt cache or written to it
 * is not among its `input_tokens`. Source: https://docs.claude.com/en/docs/build-with-claude/prompt-caching
 */
export function readMessageUsage(message: unknown): TokenUsage | undefined {
  const usage = isObject(message) ? message.usage : undefined
  if (!isObject(usage) || typeof usage.input_tokens !== 'number') return undefined
  const cached = countOf(usage.cache_read_input_tokens)
  return readUsage({
    usage: {
      prompt_tokens: usage.input_tokens + cached + countOf(usage.cache_creation_input_tokens),
      completion_tokens: usage.output_tokens ?? null,
      prompt_tokens_details: { cached_tokens: cached },
      completion_tokens_details: { reasoning_tokens: thoughtOf(usage.output_tokens_details) },
    },
  })
}

function thoughtOf(details: unknown): unknown {
  return isObject(details) ? details.thinking_tokens : undefined
}

function countOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
