import type { LanguageModelV3FinishReason, LanguageModelV3Usage } from '@ai-sdk/provider'

/** What every chunk of an answer has in common. */
export type CompletionHead = { readonly id: string; readonly created: number; readonly model: string }

/** Seconds since the epoch. */
export function completionHead(
  model: string,
  { id, now }: { id: string | undefined; now: number },
): CompletionHead {
  return { id: `chatcmpl-${id ?? now}`, created: Math.floor(now / 1000), model }
}

const reasons: Readonly<Record<LanguageModelV3FinishReason['unified'], string>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_calls',
  error: 'stop',
  other: 'stop',
}

/** OpenAI's word for why an answer ended. */
export function finishReason({ unified }: LanguageModelV3FinishReason): string {
  return reasons[unified]
}

/** OpenAI's `usage`; undefined where the endpoint did not tell it. */
export function usageOf({ inputTokens, outputTokens }: LanguageModelV3Usage) {
  if (inputTokens.total === undefined && outputTokens.total === undefined) return undefined
  const prompt = inputTokens.total ?? 0
  const completion = outputTokens.total ?? 0
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: inputTokens.cacheRead ?? 0 },
    completion_tokens_details: { reasoning_tokens: outputTokens.reasoning ?? 0 },
  }
}
