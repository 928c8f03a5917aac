import { countTokens } from '../openai/tokens'
import type { MessageBlock, MessageContent, MessagesRequest } from './messages-request'

// What Anthropic counts for an image of 200 by 200 pixels.
const tokensPerImage = 54

/** How many tokens a request's system prompt, messages and tools count as. */
export function inputTokens({ system = '', messages, tools }: MessagesRequest): number {
  const ofMessages = messages.reduce((sum, { content }) => sum + contentTokens(content), 0)
  return contentTokens(system) + ofMessages + (tools?.length ? countTokens(JSON.stringify(tools)) : 0)
}

function contentTokens(content: MessageContent): number {
  if (typeof content === 'string') return countTokens(content)
  return content.reduce((sum, block) => sum + blockTokens(block), 0)
}

function blockTokens(block: MessageBlock): number {
  switch (block.type) {
    case 'text':
      return countTokens(block.text)
    case 'image':
      return tokensPerImage
    case 'tool_use':
      return countTokens(block.name + JSON.stringify(block.input))
    case 'tool_result':
      return contentTokens(block.content ?? '')
    case 'thinking':
      // Earlier thinking is not read again.
      return 0
  }
}
