import type { ChatAnswer } from './chat-answer'
import { deployment } from './chat-completion'
import type { ChatRequest } from './chat-request'
import { fragmentsOf } from './fragments-of'
import { logprobsOf } from './logprobs-of'
import { piecesOf } from './pieces-of'
import { type StreamPlan, toEvent } from './stream-plan'

interface Step {
  delta: unknown
  logprobs?: unknown
  finishReason?: string
}

/** A chat answer as the events of a streamed call. */
export function chatChunks(answer: ChatAnswer, request: ChatRequest): StreamPlan {
  const includeUsage = request.stream_options?.include_usage === true
  const chunk = (choices: unknown[], usage: unknown = null) =>
    toEvent({
      id: answer.id,
      object: 'chat.completion.chunk',
      created: answer.created,
      model: answer.model,
      ...deployment,
      choices,
      ...(includeUsage && { usage }),
    })
  const forEachChoice = ({ delta, logprobs = null, finishReason }: Step) =>
    Array.from({ length: answer.choices }, (_, index) =>
      chunk([{ index, delta, logprobs, finish_reason: finishReason ?? null }]),
    )
  return {
    opening: forEachChoice({ delta: openingDelta(answer) }),
    content: contentSteps(answer, request).flatMap(forEachChoice),
    closing: [
      ...forEachChoice({ delta: {}, finishReason: answer.finishReason }),
      ...(includeUsage ? [chunk([], answer.usage)] : []),
    ],
  }
}

function openingDelta({ tool }: ChatAnswer) {
  if (!tool) return { role: 'assistant', content: '', refusal: null }
  const call = { index: 0, id: tool.id, type: 'function', function: { name: tool.name, arguments: '' } }
  return { role: 'assistant', content: null, tool_calls: [call], refusal: null }
}

function contentSteps({ text, tool }: ChatAnswer, request: ChatRequest): Step[] {
  if (!tool) {
    return piecesOf(text).map(content => ({ delta: { content }, logprobs: logprobsOf([content], request) }))
  }
  return fragmentsOf(tool.arguments).map(fragment => ({
    delta: { tool_calls: [{ index: 0, function: { arguments: fragment } }] },
  }))
}
