import { isObject } from '@/lib/openai/is-object'
import { readUsage, type TokenUsage } from '@/lib/openai/token-usage'

/** The `usage` of a response, which has other names than that of a chat completion; undefined where it does not say. */
export function readResponseUsage(response: unknown): TokenUsage | undefined {
  const usage = isObject(response) ? response.usage : undefined
  if (!isObject(usage)) return undefined
  return readUsage({
    usage: {
      prompt_tokens: usage.input_tokens,
      completion_tokens: usage.output_tokens ?? null,
      prompt_tokens_details: usage.input_tokens_details,
      completion_tokens_details: usage.output_tokens_details,
    },
  })
}
