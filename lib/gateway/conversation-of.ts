import type { Call } from '@/lib/operations/parse-call'

// Shorter prompts are not cached. Source: https://platform.openai.com/docs/guides/prompt-caching
const shortestCached = 1024

/**
 * What the calls of one conversation have in common: its session, or what it begins with; undefined where a call neither
 * continues a conversation nor is long enough for an endpoint to have kept its prompt.
 */
export function conversationOf(call: Call, sessionId: string | null): string | undefined {
  if (sessionId) return `session/${sessionId}`
  const opening = call.opening?.()
  if (opening === undefined) return undefined
  return opening.continues || call.promptTokens() >= shortestCached ? opening.text : undefined
}
