import { createRedis } from '@/lib/stores/create-redis'
import { createRedisUsage } from '@/lib/stores/create-redis-usage'
import { createRestTransport, type RedisAddress } from '@/lib/stores/create-rest-transport'
import type { UsageStore } from '@/lib/usage/usage-store'
import { patientBreaker } from '../../support/patient-breaker'

/** The gateway's own store of usage, as one more instance has it that waits as long as it takes. */
export function connectUsage(address: RedisAddress): UsageStore {
  const redis = createRedis(createRestTransport(address, fetch), {
    startTimer: () => () => {},
    now: Date.now,
  })
  return createRedisUsage(redis, { breaker: patientBreaker, newId: () => crypto.randomUUID() })
}
