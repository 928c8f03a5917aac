import { Redis } from '@upstash/redis'
import type { StartTimer } from '@/lib/openai/start-timer'
import { type Hearing, startSilenceTimer } from '@/lib/stores/start-silence-timer'

/** Where an Upstash Redis answers, and its token. */
export type RedisAddress = { readonly url: string; readonly token: string }

type Options = {
  readonly startTimer: StartTimer
  readonly now: () => number
  /** What is known of how busy Redis is; nothing by default. */
  readonly hearing?: Hearing
  readonly timeoutMs?: number
  /** Whether replies that look like JSON are read as such. */
  readonly parseReplies?: boolean
}

const unheard: Hearing = { lastAnswerAt: () => 0, unanswered: () => 0 }

/**
 * The Redis client with limits that suit a request path: one try, 150 ms. The signal must be a function, since with a
 * signal object the client takes an aborted command for one that found nothing.
 */
export function createRedis(
  { url, token }: RedisAddress,
  { startTimer, now, hearing = unheard, timeoutMs = 150, parseReplies = false }: Options,
): Redis {
  return new Redis({
    url,
    token,
    retry: { retries: 0 },
    enableTelemetry: false,
    // It would put commands of several requests into one, and on the edge none may wait for what another has begun.
    enableAutoPipelining: false,
    automaticDeserialization: parseReplies,
    signal: () => {
      const controller = new AbortController()
      const giveUp = () => controller.abort(new DOMException('Redis took too long', 'TimeoutError'))
      startSilenceTimer(timeoutMs, giveUp, { ...hearing, startTimer, now })
      return controller.signal
    },
  })
}
