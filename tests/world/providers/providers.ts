import { anthropic } from './anthropic'
import { anthropicOpenai } from './anthropic-openai'
import { azure } from './azure'
import { deepseek } from './deepseek'
import { google } from './google'
import { googleOpenai } from './google-openai'
import { groq } from './groq'
import { mistral } from './mistral'
import { ollama } from './ollama'
import { openai } from './openai'
import { openaiStrict } from './openai-strict'
import { together } from './together'
import { vllm } from './vllm'
import { xai } from './xai'

/** The providers that an endpoint may answer as. */
export const providers = {
  openai,
  'openai-strict': openaiStrict,
  azure,
  groq,
  together,
  deepseek,
  mistral,
  xai,
  vllm,
  ollama,
  anthropic,
  'anthropic-openai': anthropicOpenai,
  'google-openai': googleOpenai,
  google,
} as const

export type ProviderName = keyof typeof providers
