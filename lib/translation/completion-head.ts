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

type Reason = 'stop' | 'length' | 'content_filter' | 'tool_calls' | undefined

// By the AI SDK's word: undefined is an answer that is not finished, whatever there is of it. Among these are Anthropic's
// `refusal` and Google's SAFETY, RECITATION, BLOCKLIST, PROHIBITED_CONTENT, SPII and IMAGE_SAFETY as content filters,
// MALFORMED_FUNCTION_CALL as an error, and OTHER, FINISH_REASON_UNSPECIFIED and all that is yet to be invented as `other`.
const reasons: Readonly<Record<LanguageModelV3FinishReason['unified'], Reason>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_calls',
  error: undefined,
  other: undefined,
}

// By the provider's own word, where the AI SDK's is another or none.
// Sources: https://docs.claude.com/en/api/handling-stop-reasons, https://ai.google.dev/api/generate-content#FinishReason
const ownReasons: ReadonlyMap<string | undefined, Reason> = new Map([
  // A turn that is to be gone on with by another request.
  ['pause_turn', undefined],
  ['compaction', undefined],
  // Held back for what it says.
  ['LANGUAGE', 'content_filter'],
  ['IMAGE_PROHIBITED_CONTENT', 'content_filter'],
  ['IMAGE_RECITATION', 'content_filter'],
  // Broken off.
  ['IMAGE_OTHER', undefined],
  ['NO_IMAGE', undefined],
  ['UNEXPECTED_TOOL_CALL', undefined],
  ['TOO_MANY_TOOL_CALLS', undefined],
  ['MISSING_THOUGHT_SIGNATURE', undefined],
  ['MALFORMED_RESPONSE', undefined],
])

/** OpenAI's word for why an answer ended; undefined where it is not finished, and must not look so. */
export function finishReason({ unified, raw }: LanguageModelV3FinishReason): Reason {
  return ownReasons.has(raw) ? ownReasons.get(raw) : reasons[unified]
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
