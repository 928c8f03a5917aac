import { embeddedStore } from './embedded-store'
import { redisStore } from './redis-store'
import { type Redis, startRedis } from './start-redis'
import { startUpstash, type UpstashServer } from './start-upstash'

export interface Storage {
  upstash: UpstashServer
  /** The server behind it, where it is a real one. */
  redis: Redis | undefined
  environment: Record<string, string>
  /** Empties the store and forgets what was asked of it. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** Starts a Redis over REST, on a real server or in memory. */
export async function startStorage(kind: 'real' | 'embedded'): Promise<Storage> {
  const redis = kind === 'real' ? await startRedis() : undefined
  const store = redis ? redisStore(redis) : embeddedStore()
  const upstash = await startUpstash({ store })
  return {
    upstash,
    redis,
    environment: { UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token },
    reset: async () => {
      await upstash.accept()
      upstash.reset()
      await store.command(['FLUSHALL'])
    },
    close: async () => {
      await upstash.close()
      await store.close()
      await redis?.close()
    },
  }
}
