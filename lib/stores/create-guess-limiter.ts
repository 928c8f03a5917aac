import { Ratelimit } from '@upstash/ratelimit'
import type { Redis } from '@upstash/redis'
import { createBoundedMap } from '@/lib/access/bounded-map'
import type { GuessLimiter } from '@/lib/access/guess-limiter'
import { digest } from '@/lib/access/keyed-digest'
import { redisKeys } from '@/lib/stores/redis-keys'

// Guessing 40 random characters is hopeless at any rate; this bounds what it costs us, and leaves room for a
// misconfigured client behind a shared address to be told 401.
const guessesPerMinute = 100
const mostAddresses = 10_000

/**
 * Creates the guess limiter over the ratelimit package, whose roughness at a window's border does no harm here.
 * Its own cache of blocked ids is never pruned, so blocks are remembered here, and boundedly.
 */
export function createGuessLimiter(redis: Redis, now: () => number): GuessLimiter {
  const limiter = new Ratelimit({
    redis,
    limiter: Ratelimit.slidingWindow(guessesPerMinute, '60 s'),
    prefix: redisKeys.guesses,
    ephemeralCache: false,
    // The client's own limit is shorter, so that a lost Redis rejects and is not taken for a pass.
    timeout: 0,
  })
  const blockedUntil = createBoundedMap<number>(mostAddresses)
  return {
    isBlocked: address => (blockedUntil.get(address) ?? 0) > now(),
    async count(address) {
      try {
        const { success, reset } = await limiter.limit((await digest(address)).slice(0, 32))
        if (!success) blockedUntil.set(address, reset)
      } catch {
        // Guesses go uncounted while Redis is away; they are still refused.
      }
    },
  }
}
