import type { RedisTransport } from '@/lib/stores/redis-transport'
import type { Effects } from '@/lib/upstream/effects'

/** Where an Upstash Redis answers, and its token. */
export type RedisAddress = { readonly url: string; readonly token: string }

/** Sends what is asked over REST: https://upstash.com/docs/redis/features/restapi */
export function createRestTransport({ url, token }: RedisAddress, fetch: Effects['fetch']): RedisTransport {
  const base = url.replace(/\/$/, '')
  // Has a replica wait until it knows what was written here.
  let syncToken = ''
  return async ({ path = [], body }, signal) => {
    const response = await fetch([base, ...path].join('/'), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'upstash-sync-token': syncToken,
      },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal,
    })
    const reply = JSON.parse(await response.text())
    // What it says of a command may quote it, and is for the client alone: it looks for NOSCRIPT in it.
    if (!response.ok) throw new Error(String(reply?.error ?? `Redis answered ${response.status}.`))
    syncToken = response.headers.get('upstash-sync-token') ?? syncToken
    return reply
  }
}
