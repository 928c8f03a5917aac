import type { Redis } from '@upstash/redis'
import type { StoreBreaker } from '@/lib/stores/create-store-breaker'

type Watched = { readonly now: () => number; readonly breaker: StoreBreaker }

// What was heard from it this recently need not be asked for.
const recentMs = 10_000

/** Creates what tells whether the store is away, which goes by what calls have met; where that says nothing it asks the store itself. */
export function createStoreWatch(
  redis: Pick<Redis, 'ping'>,
  { now, breaker }: Watched,
): () => Promise<boolean> {
  return async () => {
    const state = breaker.state()
    if (state === 'left-alone') return true
    if (state === 'well' && now() - breaker.lastAnswerAt() < recentMs) return false
    return await breaker
      .run(() => redis.ping())
      .then(
        () => false,
        () => true,
      )
  }
}
