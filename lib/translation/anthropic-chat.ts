import { AnthropicMessagesLanguageModel } from '@ai-sdk/anthropic/internal'
import type { LanguageModelV3 } from '@ai-sdk/provider'
import type { ModelSettings } from '@/lib/translation/model-settings'

/** A model of Anthropic's API. The package's own factory would bring all its tools along, and look for keys in the environment. */
export function anthropicChat(model: string, settings: ModelSettings): LanguageModelV3 {
  // Source: https://docs.claude.com/en/api/versioning
  const headers = { 'anthropic-version': '2023-06-01' }
  return new AnthropicMessagesLanguageModel(model, { ...settings, provider: 'anthropic.messages', headers })
}
