import { type CacheEntry, parseEntry } from '@/lib/cache/cache-entry'
import { openSealed } from '@/lib/cache/seal-text'
import type { KeptText } from '@/lib/cache/text-store'
import type { CallCache } from '@/lib/gateway/call-cache'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { logLost } from '@/lib/telemetry/log-lost'

/** Stands in Redis for an entry that lies in object storage, so that a miss costs no look there. */
export const elsewhere = '@objects'

/** What is no longer is for Redis, sealed as it is; what is longer for object storage, which is cheaper and slower. */
export const mostShared = 64 * 1024

/**
 * The entry that lies under a call's key, whichever tier holds it; a tier that fails, and what is not ours, is a miss. What
 * was found further away fills what is nearer, where it is for that tier.
 */
export async function findEntry(
  { key, remembered, found, isUnread }: CallCache,
  dependencies: Dependencies,
): Promise<CacheEntry | undefined> {
  if (remembered !== undefined) return parseEntry(remembered)
  const { cache, effects, background } = dependencies
  const isElsewhere =
    found === elsewhere || (found === undefined && (cache.shared === undefined || isUnread === true))
  const sealed = isElsewhere ? await readObject(key, dependencies) : found
  const text =
    sealed === undefined ? undefined : await openSealed(sealed, { name: key, secret: cache.secret })
  const entry = text === undefined ? undefined : parseEntry(text)
  if (entry === undefined || text === undefined) return undefined
  const now = effects.now()
  const seconds = Math.ceil((entry.storedAt - now) / 1000) + 2 * entry.ttlSeconds
  if (seconds <= 0) return entry
  cache.memory.set(key, { text, seconds, now })
  if (found === elsewhere && sealed !== undefined && sealed.length <= mostShared)
    background.defer(() => fillShared(key, { text: sealed, seconds }, dependencies))
  return entry
}

async function fillShared(key: string, kept: KeptText, { cache, writeLog }: Dependencies): Promise<void> {
  await cache.shared?.set(key, kept).catch((error: unknown) => {
    logLost(error, { event: 'cache-lost', writeLog })
  })
}

async function readObject(key: string, { cache, writeLog }: Dependencies): Promise<string | undefined> {
  return await cache.objects?.get(key).catch((error: unknown) => {
    logLost(error, { event: 'cache-lost', writeLog })
    return undefined
  })
}
