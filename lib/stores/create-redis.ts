import { Redis } from '@upstash/redis'
import type { StartTimer } from '@/lib/openai/start-timer'

/** Where an Upstash Redis answers, and its token. */
export type RedisAddress = { readonly url: string; readonly token: string }

const timeoutMs = 150

/**
 * The Redis client with limits that suit a request path: one try, 150 ms. The signal must be a function, since with a
 * signal object the client takes an aborted command for one that found nothing.
 */
export function createRedis({ url, token }: RedisAddress, startTimer: StartTimer): Redis {
  return new Redis({
    url,
    token,
    retry: { retries: 0 },
    enableTelemetry: false,
    signal: () => {
      const controller = new AbortController()
      startTimer(timeoutMs, () => controller.abort(new DOMException('Redis took too long', 'TimeoutError')))
      return controller.signal
    },
  })
}
