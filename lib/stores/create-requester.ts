import type { Requester } from '@upstash/redis'
import { type Hearing, startSilenceTimer } from '@/lib/stores/start-silence-timer'
import type { Effects } from '@/lib/upstream/effects'

/** Where an Upstash Redis answers, and its token. */
export type RedisAddress = { readonly url: string; readonly token: string }

type Options = Pick<Effects, 'fetch' | 'startTimer' | 'now'> & {
  readonly hearing: Hearing
  readonly timeoutMs: number
}

/**
 * Sends the client's commands over REST: one try each, given up after so many milliseconds of silence. It stands in for the
 * package's own, which cannot be told that a command is over: its timers ran on for 150 ms after each answer and then
 * aborted what had ended, a twentieth of the processor time of a call.
 * Source of the protocol: https://upstash.com/docs/redis/features/restapi
 */
export function createRequester(
  { url, token }: RedisAddress,
  { fetch, startTimer, now, hearing, timeoutMs }: Options,
): Requester {
  const base = url.replace(/\/$/, '')
  // Has a replica wait until it knows what this client has written.
  let syncToken = ''
  return {
    async request({ path = [], body }) {
      const controller = new AbortController()
      const giveUp = () => controller.abort(new DOMException('Redis took too long', 'TimeoutError'))
      const cancel = startSilenceTimer(timeoutMs, giveUp, { ...hearing, startTimer, now })
      try {
        const response = await fetch([base, ...path].join('/'), {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            'upstash-sync-token': syncToken,
          },
          body: JSON.stringify(body),
          redirect: 'manual',
          signal: controller.signal,
        })
        const reply = JSON.parse(await response.text())
        // What it says of a command may quote it, and is for the client alone: it looks for NOSCRIPT in it.
        if (!response.ok) throw new Error(String(reply?.error ?? `Redis answered ${response.status}.`))
        syncToken = response.headers.get('upstash-sync-token') ?? syncToken
        return reply
      } finally {
        cancel()
      }
    },
  }
}
