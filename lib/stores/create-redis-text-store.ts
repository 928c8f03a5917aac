import type { Redis } from '@upstash/redis'
import type { TextStore } from '@/lib/cache/text-store'
import type { StoreBreaker } from '@/lib/stores/create-store-breaker'

type Options = { readonly breaker: StoreBreaker; readonly keyOf: (name: string) => string }

/** Texts in Redis, each under its own key. The client must not parse replies. */
export function createRedisTextStore(redis: Redis, { breaker, keyOf }: Options): TextStore {
  return {
    get: name => breaker.runAside(async () => (await redis.get<string>(keyOf(name))) ?? undefined),
    async set(name, { text, seconds }) {
      await breaker.runAside(() => redis.set(keyOf(name), text, { ex: seconds }))
    },
    async delete(name) {
      await breaker.runAside(() => redis.del(keyOf(name)))
    },
  }
}
