import { isChatCompletion } from '@/lib/openai/is-chat-completion'
import { parseJson } from '@/lib/openai/parse-json'
import { readLimited } from '@/lib/openai/read-limited'
import { readUsage } from '@/lib/openai/token-usage'
import { type AttemptResult, unusable } from '@/lib/upstream/attempt-result'
import type { Guard } from '@/lib/upstream/guard'
import { readHeadroom } from '@/lib/upstream/read-headroom'
import { relayedHeaders } from '@/lib/upstream/relayed-headers'
import { timeouts } from '@/lib/upstream/timeouts'

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
  const idle = limitIdle(guard)
  const body = await readLimited(response.body, { limitBytes: answerLimitBytes, onChunk: idle.begin })
    .catch(error => {
      if (guard.stoppedBy() !== undefined) throw error
      return 'cut' as const
    })
    .finally(idle.end)
  if (body === 'cut') return unusable('truncated')
  const answer = body && parseJson(new TextDecoder().decode(body))
  if (body === undefined || !isChatCompletion(answer)) return unusable('invalid')
  return {
    kind: 'answered',
    headers: relayedHeaders(response.headers),
    body,
    usage: readUsage(answer),
    headroom: readHeadroom(response.headers),
  }
}

// With its headers an endpoint has the answer, and has no reason to be silent in its midst.
function limitIdle(guard: Guard) {
  let cancel = guard.limit(timeouts.idle)
  return {
    begin() {
      cancel()
      cancel = guard.limit(timeouts.idle)
    },
    end: () => cancel(),
  }
}
