import { AnthropicMessagesLanguageModel } from '@ai-sdk/anthropic/internal'
import type { LanguageModelV3 } from '@ai-sdk/provider'
import { isObject } from '@/lib/openai/is-object'
import type { ModelSettings } from '@/lib/translation/model-settings'

type Settings = ModelSettings & {
  /** The longest answer that may be asked for, in tokens. */
  readonly mostTokens: number | undefined
}

/** A model of Anthropic's API. The package's own factory would bring all its tools along, and look for keys in the environment. */
export function anthropicChat(
  model: string,
  { mostTokens = Number.POSITIVE_INFINITY, ...settings }: Settings,
): LanguageModelV3 {
  return new AnthropicMessagesLanguageModel(model, {
    ...settings,
    provider: 'anthropic.messages',
    // Source: https://docs.claude.com/en/api/versioning
    headers: { 'anthropic-version': '2023-06-01' },
    // The package adds the tokens to think with, which are neither allowed nor paid for beyond the limit.
    transformRequestBody: ({ thinking, ...body }) => ({
      ...body,
      ...(thinking !== undefined && mayThink(thinking, body.messages) && { thinking }),
      max_tokens: Math.min(body.max_tokens, mostTokens),
    }),
  })
}

/**
 * Where an answer is gone on with, after its tools were called, what was thought before the call would have to be in it, signed,
 * or it is refused; and OpenAI's messages have no place for that. Models that find their own budget do not insist on it.
 * Source: https://docs.claude.com/en/docs/build-with-claude/extended-thinking#extended-thinking-with-tool-use
 */
function mayThink(thinking: unknown, messages: unknown): boolean {
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined
  if (!isObject(thinking) || thinking.type !== 'enabled' || !isObject(last)) return true
  const blocks = Array.isArray(last.content) ? last.content.filter(isObject) : []
  return last.role === 'user' && !blocks.some(({ type }) => type === 'tool_result')
}
