import type { Redis } from '@upstash/redis'
import * as z from 'zod'
import type { IncidentStore } from '@/lib/status/incident-store'
import type { StoreBreaker } from '@/lib/stores/create-store-breaker'
import { readOpeningsScript } from '@/lib/stores/read-openings-script'
import { redisKeys } from '@/lib/stores/redis-keys'

const answer = z.tuple([z.coerce.number(), z.array(z.tuple([z.string(), z.string()]))])

/** The openings in Redis, as the health exchange has them told. The client must not parse replies. */
export function createRedisIncidents(redis: Redis, breaker: StoreBreaker): IncidentStore {
  const script = redis.createScript<unknown>(readOpeningsScript)
  return {
    async read({ from, to }) {
      const stretch = [from, to].map(moment => String(Math.floor(moment)))
      const [storeNow, rows] = answer.parse(
        await breaker.runAside(() => script.exec([redisKeys.openings], stretch)),
      )
      return { storeNow, rows }
    },
  }
}
