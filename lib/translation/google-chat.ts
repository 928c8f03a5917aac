import { GoogleGenerativeAILanguageModel } from '@ai-sdk/google/internal'
import type { LanguageModelV3 } from '@ai-sdk/provider'
import { generateId } from '@ai-sdk/provider-utils'
import type { ModelSettings } from '@/lib/translation/model-settings'

/** A model of Google's API. The package's own factory would bring along what makes images, speech and embeddings. */
export function googleChat(model: string, settings: ModelSettings): LanguageModelV3 {
  const provider = 'google.generative-ai'
  return new GoogleGenerativeAILanguageModel(model, { ...settings, provider, headers: {}, generateId })
}
