import type { World } from '../../world/start-world'

/** The settings by which a gateway speaks to the world's Redis itself, not over REST. */
export function redisItself({ redis }: World): Readonly<Record<string, string>> {
  if (redis === undefined) throw new Error('This world has no Redis of its own.')
  return { REDIS_URL: redis.url, UPSTASH_REDIS_REST_URL: '', UPSTASH_REDIS_REST_TOKEN: '' }
}
