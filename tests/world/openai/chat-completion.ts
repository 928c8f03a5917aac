import type { ChatAnswer } from './chat-answer'
import type { ChatRequest } from './chat-request'
import { logprobsOf } from './logprobs-of'
import { piecesOf } from './pieces-of'

/** What `service_tier` and `system_fingerprint` say in every answer. */
export const deployment = { service_tier: 'default', system_fingerprint: 'fp_0a1b2c3d4e' }

/** A chat answer as the one JSON object of a plain call. */
export function chatCompletion(answer: ChatAnswer, request: ChatRequest) {
  const choice = {
    message: messageOf(answer),
    logprobs: answer.tool ? null : logprobsOf(piecesOf(answer.text), request),
    finish_reason: answer.finishReason,
  }
  return {
    id: answer.id,
    object: 'chat.completion',
    created: answer.created,
    model: answer.model,
    choices: Array.from({ length: answer.choices }, (_, index) => ({ index, ...choice })),
    usage: answer.usage,
    ...deployment,
  }
}

function messageOf({ text, tool }: ChatAnswer) {
  const message = { role: 'assistant', content: tool ? null : text, refusal: null, annotations: [] }
  if (!tool) return message
  const call = { id: tool.id, type: 'function', function: { name: tool.name, arguments: tool.arguments } }
  return { ...message, tool_calls: [call] }
}
