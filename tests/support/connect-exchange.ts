import type { HealthExchange } from '@/lib/health/health-exchange'
import { readSharedHealth, type SharedHealth } from '@/lib/health/shared-health'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRedisHealthExchange } from '@/lib/stores/create-redis-health-exchange'
import { createRestTransport, type RedisAddress } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { buildAsk } from './build-ask'
import { createFakeEffects, start } from './fake-effects'

/** One instance that tells and reads, with its own connection to the store and its own clock. */
export type Instance = HealthExchange & {
  readonly now: number
  /** What it reads of an edge, along with an admission. */
  read(edge: string): Promise<SharedHealth>
}

/** Connects an instance whose clock is so many milliseconds ahead of the others'. */
export function connectExchange(address: RedisAddress, aheadMs = 0): Instance {
  const { startTimer } = createFakeEffects()
  const now = start + aheadMs
  const redis = createRedis(createRestTransport(address, fetch), { startTimer, now: () => now })
  const breaker = createStoreBreaker(() => now)
  const admission = createRedisAdmission(redis, breaker)
  return {
    now,
    ...createRedisHealthExchange(redis, breaker),
    async read(edge) {
      const answer = await admission.admit(buildAsk({ healthOf: edge }))
      if (!('health' in answer) || answer.health === undefined) throw new Error(JSON.stringify(answer))
      return readSharedHealth(answer.health, now)
    },
  }
}
