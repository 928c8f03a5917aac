import * as z from 'zod'
import { isObject } from '@/lib/openai/is-object'

// Nothing of one call is larger than this; what is, would spoil every sum that it is added to.
const mostTokens = 1e9

const tokens = z.int().min(0).max(mostTokens)

/** The tokens that a call used. What was cached, reasoned or audio is part of the prompt's or the completion's count. */
export const tokenUsage = z.object({
  promptTokens: tokens,
  completionTokens: tokens,
  /** Of the prompt: read from the endpoint's own prompt cache. */
  cachedTokens: tokens,
  /** Of the completion: thought and not shown. */
  reasoningTokens: tokens,
  audioPromptTokens: tokens,
  audioCompletionTokens: tokens,
})

export type TokenUsage = Readonly<z.infer<typeof tokenUsage>>

export const noUsage: TokenUsage = {
  promptTokens: 0,
  completionTokens: 0,
  cachedTokens: 0,
  reasoningTokens: 0,
  audioPromptTokens: 0,
  audioCompletionTokens: 0,
}

/**
 * The `usage` of an answer or of a stream's event; undefined where it does not say, or says what cannot be.
 * Source: https://platform.openai.com/docs/api-reference/chat/object, CompletionUsage
 */
export function readUsage(answer: unknown): TokenUsage | undefined {
  const usage = isObject(answer) ? answer.usage : undefined
  if (!isObject(usage)) return undefined
  const promptTokens = count(usage.prompt_tokens)
  // Embeddings have no completion.
  const written = usage.completion_tokens === undefined ? 0 : count(usage.completion_tokens)
  if (promptTokens === undefined || written === undefined) return undefined
  const apart = usage.completion_tokens === undefined ? 0 : thoughtApart(usage, promptTokens + written)
  const completionTokens = written + apart
  const ofPrompt = part(usage.prompt_tokens_details, promptTokens)
  const ofCompletion = part(usage.completion_tokens_details, completionTokens)
  return {
    promptTokens,
    completionTokens,
    // DeepSeek's name for it.
    cachedTokens: Math.max(
      ofPrompt('cached_tokens'),
      Math.min(count(usage.prompt_cache_hit_tokens) ?? 0, promptTokens),
    ),
    reasoningTokens: Math.max(ofCompletion('reasoning_tokens'), apart),
    audioPromptTokens: ofPrompt('audio_tokens'),
    audioCompletionTokens: ofCompletion('audio_tokens'),
  }
}

export function totalTokens({ promptTokens, completionTokens }: TokenUsage): number {
  return promptTokens + completionTokens
}

// What xAI's models thought, and Google's by its compatible path, is in the total alone, and is paid for as the answer is.
// Source: https://docs.x.ai/docs/key-information/consumption-and-rate-limits
function thoughtApart({ total_tokens }: Readonly<Record<string, unknown>>, told: number): number {
  return Math.max(0, (count(total_tokens) ?? 0) - told)
}

// No part is larger than the whole.
function part(details: unknown, whole: number): (name: string) => number {
  return name => Math.min(whole, (isObject(details) && count(details[name])) || 0)
}

// The same as the schema's, for what each answer has eight of.
function count(value: unknown): number | undefined {
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostTokens
  return isCount ? value : undefined
}
