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
      if ((event.error ?? null) !== null) return { kind: 'error', body: event }
      return isOfMessage(event.type) ? chunk : { kind: 'comment' }
  }
}

// What is yet to be invented of a message will be named after it; anything else, as a `ping`, is no sign that the model works.
function isOfMessage(type: unknown): boolean {
  return typeof type !== 'string' || /^(message|content_block)_/.test(type)
}

// Some endpoints tell all of it again, others the answer's tokens only.
function finalUsage(event: Readonly<Record<string, unknown>>): Partial<TokenUsage> | undefined {
  const usage = isObject(event.usage) ? event.usage : {}
  const isWhole = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'].every(
    name => usage[name] !== null,
  )
  const whole = readMessageUsage(event)
  if (isWhole && whole !== undefined && whole.promptTokens > 0) return whole
  const answered = readMessageUsage({ usage: { ...usage, input_tokens: 0 } })
  return (
    answered && { completionTokens: answered.completionTokens, reasoningTokens: answered.reasoningTokens }
  )
}
