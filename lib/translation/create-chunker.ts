import type { LanguageModelV3StreamPart } from '@ai-sdk/provider'
import { isObject } from '@/lib/openai/is-object'
import { type CompletionHead, finishReason, usageOf } from '@/lib/translation/completion-head'

type Delta = Readonly<Record<string, unknown>>

/** Turns the parts of a stream of the AI SDK's providers into the data of a chat completion's events, one after another. */
export function createChunker(head: CompletionHead): (part: LanguageModelV3StreamPart) => readonly unknown[] {
  const common = { ...head, object: 'chat.completion.chunk' }
  const callIds: string[] = []
  const chunk = (delta: Delta, reason: string | null = null) => ({
    ...common,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
  })
  const callChunk = (id: string, piece: Delta) =>
    chunk({ tool_calls: [{ index: callIds.indexOf(id), ...piece }] })
  const opened = (id: string, name: string, given = '') => {
    callIds.push(id)
    return callChunk(id, { id, type: 'function', function: { name, arguments: given } })
  }
  return part => {
    switch (part.type) {
      case 'stream-start':
        return [chunk({ role: 'assistant', content: '' })]
      case 'text-delta':
        return [chunk({ content: part.delta })]
      case 'reasoning-delta':
        return [chunk({ reasoning_content: part.delta })]
      case 'tool-input-start':
        return part.providerExecuted ? [] : [opened(part.id, part.toolName)]
      case 'tool-input-delta':
        return callIds.includes(part.id) ? [callChunk(part.id, { function: { arguments: part.delta } })] : []
      case 'tool-call':
        // Some give it whole, without its pieces before.
        return callIds.includes(part.toolCallId) || part.providerExecuted
          ? []
          : [opened(part.toolCallId, part.toolName, part.input)]
      case 'finish':
        // Of a stream that was cut off the package says that it has ended, but not why: then it has not.
        if (part.finishReason.raw === undefined) return []
        return [
          chunk({}, finishReason(part.finishReason)),
          { ...common, choices: [], usage: usageOf(part.usage) },
        ]
      case 'error':
        return [{ error: { message: messageOf(part.error), type: 'server_error', param: null, code: null } }]
      default:
        return []
    }
  }
}

function messageOf(error: unknown): string {
  if (typeof error === 'string') return error
  return isObject(error) && typeof error.message === 'string'
    ? error.message
    : 'The endpoint reported an error.'
}
