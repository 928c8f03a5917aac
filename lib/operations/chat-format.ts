import { isObject } from '@/lib/openai/is-object'
import { readUsage } from '@/lib/openai/token-usage'
import { type ChatRequest, chatRequest } from '@/lib/operations/chat-request'
import { doneEvent } from '@/lib/operations/done-event'
import { holdsPicture, messageTokens } from '@/lib/operations/estimate-tokens'
import { isChatCompletion } from '@/lib/operations/is-chat-completion'
import { limitsOf } from '@/lib/operations/limits-of'
import { readChunk } from '@/lib/operations/read-chunk'
import { readRequest } from '@/lib/operations/read-request'
import type { Opening } from '@/lib/operations/request-facts'
import { usageEventOf } from '@/lib/operations/usage-event-of'
import type { WireFormat } from '@/lib/operations/wire-format'

const limitFields = ['max_completion_tokens', 'max_tokens']

/** Chat completions. Source: https://platform.openai.com/docs/api-reference/chat */
export const chatFormat: WireFormat = {
  name: 'chat',
  errors: 'openai',
  schema: chatRequest,
  limitFields,
  readRequest(body) {
    const request = readRequest(chatRequest(), body)
    const { messages, tools, functions, response_format } = request
    return {
      model: request.model,
      stream: request.stream ?? false,
      choices: request.n ?? 1,
      usageEvent: usageEventOf(request.stream_options),
      answerLimits: limitsOf(request, limitFields),
      isDeterministic: request.temperature === 0 || typeof request.seed === 'number',
      isStored: request.store === true,
      effort: request.reasoning_effort ?? undefined,
      hasTools: (tools ?? []).length > 0,
      mayAct: false,
      hasImages: messages.some(({ content }) => holdsPicture(content)),
      ...(request.modalities?.includes('audio') && { isSpoken: true }),
      follows: [],
      promptTokens: () => messageTokens(messages, tools, functions, response_format?.json_schema),
      opening: () => openingOf(messages),
    }
  },
  isAnswer: isChatCompletion,
  readUsage,
  answerText({ choices }) {
    const texts = (Array.isArray(choices) ? choices : []).filter(isObject).map(({ message }) => {
      const { content, tool_calls } = isObject(message) ? message : {}
      return [typeof content === 'string' ? content : '', tool_calls ? JSON.stringify(tool_calls) : ''].join(
        '',
      )
    })
    return texts.join('')
  },
  readData: readChunk,
  closing: doneEvent,
}

function openingOf(messages: ChatRequest['messages']): Opening {
  const first = messages.findIndex(({ role }) => role === 'user')
  return {
    text: JSON.stringify(messages.slice(0, first + 1).map(({ content }) => content)),
    continues: messages.some(({ role }) => role === 'assistant'),
  }
}
