import { parseJson } from '@/lib/openai/parse-json'
import { readLimited } from '@/lib/openai/read-limited'
import { answerIds } from '@/lib/operations/answer-ids'
import type { WireFormat } from '@/lib/operations/wire-format'
import { type AttemptResult, unusable } from '@/lib/upstream/attempt-result'
import { withFinishReasons } from '@/lib/upstream/finish-event'
import type { Guard } from '@/lib/upstream/guard'
import { readHeadroom } from '@/lib/upstream/read-headroom'
import { refuseAnswer } from '@/lib/upstream/refuse-answer'
import { relayedHeaders } from '@/lib/upstream/relayed-headers'
import { timeouts } from '@/lib/upstream/timeouts'

// As the largest event of a stream: a picture, or the vectors of 2,000 texts. A function has 128 MB for all that it does.
const answerLimitBytes = 32 * 1024 * 1024
// What is as small as this the runtime reads as a whole: no piece of it need be watched.
const smallBytes = 64 * 1024

// What is packed may become large.
function isSmall({ headers }: Response): boolean {
  const length = headers.get('content-length') ?? ''
  return !headers.has('content-encoding') && /^\d{1,5}$/.test(length) && Number(length) <= smallBytes
}

type Options = {
  readonly format: Pick<WireFormat, 'isAnswer' | 'readUsage' | 'isSizedByCall'>
  readonly guard: Guard
  readonly mayLackFinish: boolean
  readonly now: () => number
}

/**
 * Reads a plain answer whole, since only then is it known to be one: not cut off, JSON, and what was asked for.
 * Anything else would reach the caller as an empty success.
 */
export async function readAnswer(
  response: Response,
  { format, guard, mayLackFinish, now }: Options,
): Promise<AttemptResult> {
  if (!/^application\/json\b/i.test(response.headers.get('content-type') ?? ''))
    return refuseAnswer(guard, 'invalid')
  const idle = limitIdle(guard)
  const reading = isSmall(response)
    ? response.arrayBuffer().then(buffer => new Uint8Array(buffer))
    : readLimited(response.body, { limitBytes: answerLimitBytes, onChunk: idle.begin })
  const body = await reading
    .catch(error => {
      if (guard.stoppedBy() !== undefined) throw error
      return 'cut' as const
    })
    .finally(idle.end)
  if (body === 'cut') return refuseAnswer(guard, 'truncated')
  if (body === undefined) return refuseAnswer(guard, format.isSizedByCall ? 'too-large' : 'invalid')
  const answer = parseJson(new TextDecoder().decode(body))
  if (!format.isAnswer(answer)) return unusable('invalid')
  const mended = mayLackFinish ? withFinishReasons(answer) : undefined
  return {
    kind: 'answered',
    headers: relayedHeaders(response.headers),
    body: mended === undefined ? body : new TextEncoder().encode(JSON.stringify(mended)),
    usage: format.readUsage(answer),
    answerIds: answerIds(answer),
    headroom: readHeadroom(response.headers, now()),
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
