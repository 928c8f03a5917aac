import { estimateTokens } from '@/lib/access/estimate-tokens'
import type { Call } from '@/lib/openai/parse-call'

// Shorter prompts are not cached. Source: https://platform.openai.com/docs/guides/prompt-caching
const shortestCached = 1024

/**
 * What the calls of one conversation have in common: its session, or what it begins with; undefined where a call neither
 * continues a conversation nor is long enough for an endpoint to have kept its prompt.
 */
export function conversationOf({ request }: Call, sessionId: string | null): string | undefined {
  if (sessionId) return `session/${sessionId}`
  const { messages } = request
  const continues = messages.some(({ role }) => role === 'assistant')
  if (!continues && estimateTokens({ ...request, max_tokens: 0, max_completion_tokens: 0 }) < shortestCached)
    return undefined
  const first = messages.findIndex(({ role }) => role === 'user')
  return JSON.stringify(messages.slice(0, first + 1).map(({ content }) => content))
}
