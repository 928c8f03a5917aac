import { AnthropicMessagesLanguageModel } from '@ai-sdk/anthropic/internal'
import type { LanguageModelV3 } from '@ai-sdk/provider'
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
    transformRequestBody: body => ({ ...body, max_tokens: Math.min(body.max_tokens, mostTokens) }),
  })
}
