import type { Redis } from '@upstash/redis'
import type { ClaimStore } from '@/lib/cache/claim-store'
import type { StoreBreaker } from '@/lib/stores/create-store-breaker'
import { forgetScript } from '@/lib/stores/forget-script'

type Options = { readonly breaker: StoreBreaker; readonly keyOf: (name: string) => string }

/** Texts in Redis, each under its own key. The client must not parse replies. */
export function createRedisTextStore(redis: Redis, { breaker, keyOf }: Options): ClaimStore {
  const forgetting = redis.createScript<unknown>(forgetScript)
  return {
    get: name => breaker.runAside(async () => (await redis.get<string>(keyOf(name))) ?? undefined),
    async set(name, { text, seconds }) {
      await breaker.runAside(() => redis.set(keyOf(name), text, { ex: seconds }))
    },
    async forget(name, text) {
      await breaker.runAside(() => forgetting.exec([keyOf(name)], [text]))
    },
  }
}
