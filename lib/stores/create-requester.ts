import type { Requester, UpstashResponse } from '@upstash/redis'
import type { RedisTransport } from '@/lib/stores/redis-transport'
import { type Hearing, startSilenceTimer } from '@/lib/stores/start-silence-timer'
import type { Effects } from '@/lib/upstream/effects'

type Options = Pick<Effects, 'startTimer' | 'now'> & {
  readonly hearing: Hearing
  readonly timeoutMs: number
}

/**
 * Sends the client's commands: one try each, given up after so many milliseconds of silence. It stands in for the package's
 * own, which cannot be told that a command is over: its timers ran on for 150 ms after each answer and then aborted what had
 * ended, a twentieth of the processor time of a call.
 */
export function createRequester(
  send: RedisTransport,
  { startTimer, now, hearing, timeoutMs }: Options,
): Requester {
  return {
    async request<Result>(asked: Parameters<RedisTransport>[0]) {
      const controller = new AbortController()
      const giveUp = () => controller.abort(new DOMException('Redis took too long', 'TimeoutError'))
      const cancel = startSilenceTimer(timeoutMs, giveUp, { ...hearing, startTimer, now })
      try {
        const reply = await send(asked, controller.signal)
        if (!isReply<Result>(reply)) throw new Error(`Redis replied with a ${typeof reply}, which is none.`)
        return reply
      } finally {
        cancel()
      }
    },
  }
}

// What is in it is for the client to know, which asked.
function isReply<Result>(told: unknown): told is UpstashResponse<Result> {
  return typeof told === 'object' && told !== null
}
