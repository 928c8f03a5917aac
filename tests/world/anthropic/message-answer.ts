import { answerText, limitText, type Speaker } from '../openai/answer-text'
import { newId } from '../openai/new-id'
import { countTokens } from '../openai/tokens'
import { answerToolUse, type ToolUse } from './answer-tool-use'
import { inputTokens } from './input-tokens'
import type { MessageContent, MessagesRequest } from './messages-request'

export interface Thinking {
  text: string
  signature: string
}

export interface MessageAnswer {
  id: string
  model: string
  /** Comes before the text or the tool use, where it was asked for. */
  thinking: Thinking | undefined
  text: string
  tool: ToolUse | undefined
  stopReason: 'end_turn' | 'max_tokens' | 'tool_use' | 'stop_sequence'
  /** The one that ended the text. */
  stopSequence: string | null
  inputTokens: number
  outputTokens: number
}

/** What an endpoint answers to a request for a message, before it is written plain or streamed. */
export function messageAnswer(request: MessagesRequest, speaker: Speaker): MessageAnswer {
  const tool = answerToolUse(request)
  const thinking = request.thinking?.type === 'enabled' ? thinkingOf(speaker) : undefined
  const { text, stopReason, stopSequence } = limited(answerText(lastSaid(request), speaker), request)
  const answered = tool ? tool.name + tool.json : text
  return {
    id: newId('msg_01', 22),
    model: request.model,
    thinking,
    text,
    tool,
    stopReason: tool ? 'tool_use' : stopReason,
    stopSequence: tool ? null : stopSequence,
    inputTokens: inputTokens(request),
    outputTokens: countTokens(thinking?.text ?? '') + countTokens(answered),
  }
}

function thinkingOf({ id }: Speaker): Thinking {
  return { text: `The user is to be answered by ${id}.`, signature: `${newId('', 86)}==` }
}

function limited(full: string, { max_tokens: maxTokens, stop_sequences: stop = [] }: MessagesRequest) {
  const { text, finishReason } = limitText(full, { maxTokens, stop })
  if (finishReason === 'length') return { text, stopReason: 'max_tokens', stopSequence: null } as const
  const stopSequence = stop.find(word => word !== '' && full.startsWith(word, text.length)) ?? null
  const stopReason = stopSequence === null ? ('end_turn' as const) : ('stop_sequence' as const)
  return { text, stopReason, stopSequence }
}

// A message that brings a tool's result only says nothing itself.
function lastSaid({ messages }: MessagesRequest): string {
  const said = messages.filter(({ role }) => role === 'user').map(({ content }) => textOf(content))
  return said.findLast(text => text !== '') ?? ''
}

function textOf(content: MessageContent): string {
  if (typeof content === 'string') return content
  return content.flatMap(block => (block.type === 'text' ? [block.text] : [])).join(' ')
}
