import type { Redis } from '@upstash/redis'
import type { KeyStore } from '@/lib/access/admission-store'
import { redisKeys } from '@/lib/stores/redis-keys'

/** The keys and revocations in Redis, for operators. The client must not parse replies. */
export function createRedisKeyStore(redis: Redis): KeyStore {
  return {
    async writeKey(id, record) {
      await redis.hset(redisKeys.apiKeys, { [id]: record })
    },
    async readKey(id) {
      return (await redis.hget<string>(redisKeys.apiKeys, id)) ?? undefined
    },
    async listKeys() {
      return await redis.hvals(redisKeys.apiKeys).then(records => records.map(String))
    },
    async forgetAnswers(caller) {
      await redis.hincrby(redisKeys.epochs, caller, 1)
    },
    async revokeToken(jti, seconds) {
      await redis.set(redisKeys.revocation(jti), '1', { ex: seconds })
    },
  }
}
