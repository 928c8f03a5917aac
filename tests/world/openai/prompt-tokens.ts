import type { ChatMessage, ChatRequest } from './chat-request'
import { countTokens } from './tokens'

// What OpenAI counts for an image in low detail.
const tokensPerImage = 85

/** How many tokens a chat request's messages and tools count as. */
export function promptTokens({ messages, tools }: ChatRequest): number {
  const ofMessages = messages.reduce((sum, message) => sum + messageTokens(message), 0)
  return ofMessages + (tools ? countTokens(JSON.stringify(tools)) : 0)
}

function messageTokens({ content }: ChatMessage): number {
  if (!content) return 0
  if (typeof content === 'string') return countTokens(content)
  return content.reduce(
    (sum, part) => sum + (part.type === 'image_url' ? tokensPerImage : countTokens(part.text ?? '')),
    0,
  )
}
