import type { Provider } from '@/lib/regions/provider'

const here = {}
const usual = { auth: 'bearer', basePath: '/v1', probePath: '/models', quirks: {} } as const

/** An endpoint of which nothing is said but that it speaks OpenAI's format: what it does not serve it says itself. */
export const plainProvider: Provider = {
  ...usual,
  name: 'plain',
  basePath: '',
  services: {
    'chat.completions': here,
    completions: here,
    embeddings: here,
    responses: here,
    messages: here,
  },
}

const anthropic = {
  auth: 'x-api-key',
  basePath: '/v1',
  baseUrl: 'https://api.anthropic.com/v1',
  headers: { 'anthropic-version': '2023-06-01' },
  probePath: '/models',
} as const

const openaiServices = {
  'chat.completions': here,
  completions: here,
  embeddings: here,
  responses: here,
}

const presets: readonly Provider[] = [
  {
    ...usual,
    name: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    services: openaiServices,
    // Source: https://platform.openai.com/docs/api-reference/chat/create, max_tokens
    quirks: { answerLimit: 'by-model' },
  },
  {
    // Deployments stand for models. Source: https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
    ...usual,
    name: 'azure',
    basePath: '/openai/v1',
    auth: 'api-key',
    services: openaiServices,
    quirks: { answerLimit: 'by-model' },
  },
  {
    // Source: https://console.groq.com/docs/openai
    ...usual,
    name: 'groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    basePath: '/openai/v1',
    services: { 'chat.completions': here, responses: here },
  },
  {
    // Source: https://docs.together.ai/docs/openai-api-compatibility
    ...usual,
    name: 'together',
    baseUrl: 'https://api.together.xyz/v1',
    services: { 'chat.completions': here, completions: here, embeddings: here },
    quirks: { answerLimit: 'max_tokens' },
  },
  {
    // Source: https://api-docs.deepseek.com and /guides/anthropic_api
    ...usual,
    name: 'deepseek',
    baseUrl: 'https://api.deepseek.com',
    basePath: '',
    services: { 'chat.completions': here, messages: { path: '/anthropic/v1/messages', auth: 'x-api-key' } },
    quirks: { answerLimit: 'max_tokens', hasNoDeveloper: true },
  },
  {
    // It refuses every field that it does not know. Source: https://docs.mistral.ai/api/endpoint/chat
    ...usual,
    name: 'mistral',
    baseUrl: 'https://api.mistral.ai/v1',
    services: { 'chat.completions': here, embeddings: here },
    quirks: {
      answerLimit: 'max_tokens',
      renames: { seed: 'random_seed' },
      refuses: [
        'stream_options',
        'store',
        'metadata',
        'user',
        'service_tier',
        'safety_identifier',
        'prompt_cache_key',
      ],
      hasNoDeveloper: true,
    },
  },
  {
    // Source: https://docs.x.ai/docs/api-reference
    ...usual,
    name: 'xai',
    baseUrl: 'https://api.x.ai/v1',
    services: { 'chat.completions': here, responses: here },
  },
  {
    // Source: https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
    ...usual,
    name: 'vllm',
    isKeyOptional: true,
    services: { ...openaiServices, messages: here },
  },
  {
    // Source: https://docs.ollama.com/api/openai-compatibility and /api/anthropic-compatibility
    ...usual,
    name: 'ollama',
    isKeyOptional: true,
    services: { ...openaiServices, messages: here },
    quirks: { answerLimit: 'max_tokens', mayLackFinishReason: true },
  },
  {
    ...anthropic,
    name: 'anthropic',
    services: { messages: here, 'chat.completions': { path: '/messages', dialect: 'anthropic' } },
    quirks: {},
  },
  {
    // Its own layer for OpenAI's clients. Source: https://docs.claude.com/en/api/openai-sdk
    ...anthropic,
    name: 'anthropic-openai',
    services: { messages: here, 'chat.completions': { auth: 'bearer' } },
    quirks: {},
  },
  {
    // Source: https://ai.google.dev/api/generate-content
    ...usual,
    name: 'google',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    basePath: '/v1beta',
    auth: 'x-goog-api-key',
    services: { 'chat.completions': { dialect: 'google' } },
  },
  {
    // Source: https://ai.google.dev/gemini-api/docs/openai
    ...usual,
    name: 'google-openai',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    basePath: '/v1beta/openai',
    services: { 'chat.completions': here, embeddings: here },
    quirks: { refuses: ['store', 'metadata', 'prompt_cache_key', 'service_tier', 'safety_identifier'] },
  },
]

/** The presets by their names. */
export const providers: ReadonlyMap<string, Provider> = new Map(presets.map(preset => [preset.name, preset]))
