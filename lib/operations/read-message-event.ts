import { isObject } from '@/lib/openai/is-object'
import type { TokenUsage } from '@/lib/openai/token-usage'
import type { EventFacts } from '@/lib/operations/event-facts'
import { readMessageUsage } from '@/lib/operations/read-message-usage'

const chunk = {
  kind: 'chunk',
  hasContent: false,
  finished: [],
  usage: undefined,
  isUsageOnly: false,
} as const

/**
 * Reads an event of a message's stream. Its beginning tells the tokens of the prompt, its end those of the answer.
 * Source: https://docs.claude.com/en/docs/build-with-claude/streaming
 */
export function readMessageEvent(event: Readonly<Record<string, unknown>>): EventFacts {
  switch (event.type) {
    case 'error':
      return { kind: 'error', body: event }
    case 'message_start':
      return { ...chunk, openingUsage: readMessageUsage(event.message) }
    case 'content_block_delta':
      return { ...chunk, hasContent: true }
    case 'message_delta': {
      const hasEnded = isObject(event.delta) && typeof event.delta.stop_reason === 'string'
      return { ...chunk, hasContent: hasEnded, finished: hasEnded ? [0] : [], usage: finalUsage(event) }
    }
    case 'message_stop':
      return { kind: 'done' }
    default:
      return event.error === undefined ? chunk : { kind: 'error', body: event }
  }
}

// Some endpoints tell all of it again, others the answer's tokens only.
function finalUsage(event: Readonly<Record<string, unknown>>): Partial<TokenUsage> | undefined {
  const usage = isObject(event.usage) ? event.usage : {}
  const whole = readMessageUsage(event)
  // Zero would stand for a prompt of nothing.
  if (whole !== undefined && whole.promptTokens > 0) return whole
  const { output_tokens } = usage
  return Number.isSafeInteger(output_tokens) ? { completionTokens: Number(output_tokens) } : undefined
}
