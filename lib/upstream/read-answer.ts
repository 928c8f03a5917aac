import { isChatCompletion } from '@/lib/openai/is-chat-completion'
import { parseJson } from '@/lib/openai/parse-json'
import { readLimited } from '@/lib/openai/read-limited'
import { totalTokens } from '@/lib/openai/total-tokens'
import { type AttemptResult, unusable } from '@/lib/upstream/attempt-result'
import type { Guard } from '@/lib/upstream/guard'
import { relayedHeaders } from '@/lib/upstream/relayed-headers'

const answerLimitBytes = 8 * 1024 * 1024

/**
 * Reads a plain answer whole, since only then is it known to be one: not cut off, JSON, and a completion.
 * Anything else would reach the caller as an empty success.
 */
export async function readAnswer(response: Response, guard: Guard): Promise<AttemptResult> {
  if (!/^application\/json\b/i.test(response.headers.get('content-type') ?? '')) {
    guard.stop('router')
    return unusable('invalid')
  }
  const body = await readLimited(response.body, { limitBytes: answerLimitBytes }).catch(error => {
    if (guard.stoppedBy() !== undefined) throw error
    return 'cut' as const
  })
  if (body === 'cut') return unusable('truncated')
  const answer = body && parseJson(new TextDecoder().decode(body))
  if (body === undefined || !isChatCompletion(answer)) return unusable('invalid')
  return {
    kind: 'answered',
    headers: relayedHeaders(response.headers),
    body,
    totalTokens: totalTokens(answer),
  }
}
