import type { UpstashRequest } from '@upstash/redis'

/**
 * Brings what the Redis client asks to Redis, in one try, and gives back what Upstash's REST protocol has as a reply:
 * `{ result }`, or a list of `{ result }` and `{ error }` for a pipeline. It rejects once the signal rings.
 * Source of both forms: https://upstash.com/docs/redis/features/restapi
 */
export type RedisTransport = (asked: UpstashRequest, signal: AbortSignal) => Promise<unknown>
