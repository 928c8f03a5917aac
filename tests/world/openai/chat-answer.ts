import { answerInFormat } from './answer-in-format'
import { limitText, type Speaker } from './answer-text'
import { answerTool } from './answer-tool'
import type { AnsweredTool } from './call-function'
import type { ChatRequest } from './chat-request'
import { newId } from './new-id'
import { promptTokens } from './prompt-tokens'
import { countTokens } from './tokens'
import { usageOf } from './usage-of'

export interface ChatAnswer {
  id: string
  created: number
  model: string
  /** The same for each of the `n` choices. */
  text: string
  tool: AnsweredTool | undefined
  finishReason: 'stop' | 'length' | 'tool_calls'
  choices: number
  usage: ReturnType<typeof usageOf>
}

/** What an endpoint answers to a chat request, before it is written plain or streamed. */
export function chatAnswer(request: ChatRequest, speaker: Speaker): ChatAnswer {
  const tool = answerTool(request)
  const maxTokens = request.max_completion_tokens ?? request.max_tokens
  const { text, finishReason } = limitText(fullText(request, speaker), { maxTokens, stop: request.stop })
  const choices = request.n ?? 1
  const completion = countTokens(tool ? tool.name + tool.arguments : text) * choices
  return {
    id: newId('chatcmpl-', 29),
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    text,
    tool,
    finishReason: tool ? 'tool_calls' : finishReason,
    choices,
    usage: usageOf({ prompt: promptTokens(request), completion }),
  }
}

function fullText(request: ChatRequest, speaker: Speaker): string {
  const format = request.response_format
  const asked = { type: format?.type, schema: format?.json_schema?.schema }
  return answerInFormat(lastSaid(request), asked, speaker)
}

function lastSaid({ messages }: ChatRequest): string {
  const content = messages.findLast(message => message.role === 'user')?.content
  if (!content) return ''
  if (typeof content === 'string') return content
  return content.map(part => part.text ?? '').join(' ')
}
