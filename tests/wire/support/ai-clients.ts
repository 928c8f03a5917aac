import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { Gateway } from '../../world/start-gateway'

/** The AI SDK's clients as an app has them, for one endpoint: only their base URL names the gateway. */
export function aiClients({ url }: Gateway, endpoint: string) {
  const settings = { baseURL: `${url}/v1`, apiKey: 'sk-of-the-caller', headers: { 'x-route-to': endpoint } }
  const openai = createOpenAI(settings)
  const compatible = createOpenAICompatible({
    ...settings,
    name: 'gateway',
    includeUsage: true,
    supportsStructuredOutputs: true,
  })
  return {
    chat: { openai: openai.chat('gpt-4.1'), 'openai-compatible': compatible.chatModel('gpt-4.1') },
    responses: openai.responses('gpt-4.1'),
    embedding: {
      openai: openai.embedding('text-embedding-3-small'),
      'openai-compatible': compatible.embeddingModel('text-embedding-3-small'),
    },
  }
}
