import type { Redis } from '@upstash/redis'
import * as z from 'zod'
import type { BoardRow, HealthBoard } from '@/lib/health/health-board'
import { redisKeys } from '@/lib/stores/redis-keys'

const lifetimeSeconds = 24 * 60 * 60

const row = z.object({
  edge: z.string(),
  endpoint: z.string(),
  reachable: z.boolean(),
  roundTripMs: z.number().min(0),
  at: z.number().min(0),
})

/** The board as one Redis hash, a field for each edge and endpoint, so that writers never overwrite each other. */
export function createRedisHealthBoard(redis: Redis): HealthBoard {
  return {
    async post(rows) {
      if (rows.length === 0) return
      const fields = Object.fromEntries(rows.map(each => [`${each.edge}/${each.endpoint}`, each]))
      await redis.pipeline().hset(redisKeys.probes, fields).expire(redisKeys.probes, lifetimeSeconds).exec()
    },
    async read() {
      const fields: unknown = await redis.hgetall(redisKeys.probes)
      return Object.values(z.record(z.string(), z.unknown()).catch({}).parse(fields)).flatMap(toRow)
    },
  }
}

function toRow(value: unknown): BoardRow[] {
  const parsed = row.safeParse(value)
  return parsed.success ? [parsed.data] : []
}
