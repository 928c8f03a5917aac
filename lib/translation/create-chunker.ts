import {
  JSONParseError,
  type LanguageModelV3StreamPart,
  type LanguageModelV3Usage,
  TypeValidationError,
} from '@ai-sdk/provider'
import { isObject } from '@/lib/openai/is-object'
import { type CompletionHead, finishReason, usageOf } from '@/lib/translation/completion-head'
import { serverError, unfinished } from '@/lib/translation/server-error'

type Delta = Readonly<Record<string, unknown>>

/** Turns the parts of a stream of the AI SDK's providers into the data of a chat completion's events, one after another. */
export function createChunker(head: CompletionHead): (part: LanguageModelV3StreamPart) => readonly unknown[] {
  const common = { ...head, object: 'chat.completion.chunk' }
  const callIds: string[] = []
  /** The calls whose arguments have come, in pieces. */
  const given = new Set<string>()
  const chunk = (delta: Delta, reason: string | null = null) => ({
    ...common,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
  })
  const callChunk = (id: string, piece: Delta) =>
    chunk({ tool_calls: [{ index: callIds.indexOf(id), ...piece }] })
  const opened = (id: string, name: string, input = '') => {
    callIds.push(id)
    return callChunk(id, { id, type: 'function', function: { name, arguments: input } })
  }
  const usageChunk = (used: LanguageModelV3Usage) => {
    const usage = usageOf(used)
    return usage === undefined ? [] : [{ ...common, choices: [], usage }]
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
        if (!callIds.includes(part.id) || part.delta === '') return []
        given.add(part.id)
        return [callChunk(part.id, { function: { arguments: part.delta } })]
      case 'tool-call':
        if (part.providerExecuted) return []
        // Some give it whole, without its pieces before; and where there are no arguments there are no pieces.
        if (!callIds.includes(part.toolCallId)) return [opened(part.toolCallId, part.toolName, part.input)]
        return given.has(part.toolCallId) || part.input === ''
          ? []
          : [callChunk(part.toolCallId, { function: { arguments: part.input } })]
      case 'finish': {
        // Of a stream that was cut off the package says that it has ended, but not why: then it has not.
        if (part.finishReason.raw === undefined) return []
        const reason = finishReason(part.finishReason)
        const used = usageChunk(part.usage)
        return reason === undefined ? [...used, unfinished(part.finishReason)] : [chunk({}, reason), ...used]
      }
      case 'error':
        // An event of a kind yet to be invented is to be passed over, and one that is no JSON ends nothing.
        // Source: https://docs.claude.com/en/api/versioning
        if (TypeValidationError.isInstance(part.error) || JSONParseError.isInstance(part.error)) return []
        return [serverError(messageOf(part.error))]
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
