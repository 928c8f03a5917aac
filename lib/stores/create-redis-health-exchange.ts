import type { Redis } from '@upstash/redis'
import * as z from 'zod'
import { writeCanaryMark } from '@/lib/health/canary-mark'
import type { HealthExchange } from '@/lib/health/health-exchange'
import type { HealthNews } from '@/lib/health/shared-health'
import type { StoreBreaker } from '@/lib/stores/create-store-breaker'
import { healthScript } from '@/lib/stores/health-script'
import { readToldScript } from '@/lib/stores/read-told-script'
import { redisKeys } from '@/lib/stores/redis-keys'

const lifetimeSeconds = 15 * 60

const told = z.tuple([z.coerce.number()], z.array(z.tuple([z.string(), z.string()])))

/** The exchange in Redis: a hash for each edge, and one each for what all edges learn together, the history of incidents, and canaries that are off. */
export function createRedisHealthExchange(redis: Redis, breaker: StoreBreaker): HealthExchange {
  const script = redis.createScript<unknown>(healthScript)
  const toldScript = redis.createScript<unknown>(readToldScript)
  const read = async (keys: readonly string[]) =>
    told.parse(await breaker.runAside(() => toldScript.exec([...keys], [])))
  return {
    async tell(edge, news) {
      const rows = toRows(edge, news)
      if (rows.length === 0) return
      const values = [lifetimeSeconds, ...rows.flat()].map(String)
      const keys = [redisKeys.health(edge), redisKeys.processing, redisKeys.openings, redisKeys.canaries]
      await breaker.run(() => script.exec(keys, values))
    },
    async claim(names, milliseconds) {
      if (names.length === 0) return []
      const batch = redis.pipeline()
      for (const name of names) batch.set(redisKeys.lease(name), '1', { nx: true, px: milliseconds })
      return (await breaker.run(() => batch.exec())).map(reply => reply === 'OK')
    },
    async hear(edge) {
      const keys = [redisKeys.health(edge), redisKeys.processing, redisKeys.canaries]
      const [storeNow, ofEdge = [], processing = [], canaries = []] = await read(keys)
      return { storeNow, edge: ofEdge, processing, canaries }
    },
    async circuits(edges) {
      const [storeNow, ...fields] = await read(edges.map(redisKeys.health))
      return { storeNow, edges: new Map(edges.map((edge, at) => [edge, fields[at] ?? []])) }
    },
  }
}

type Row = readonly [
  'model' | 'endpoint' | 'processing' | 'opening' | 'canary',
  string,
  number,
  number,
  number,
  number,
]

function toRows(
  edge: string,
  { models, endpoints, processing, openings, canaryOff }: HealthNews,
): readonly Row[] {
  return [
    ...[...models].map(([name, { succeeded, failed, coolMs, openMs }]): Row => {
      return ['model', name, succeeded, failed, Math.round(coolMs), Math.round(openMs)]
    }),
    ...[...endpoints].map(([name, { reachable, roundTripMs, coolMs, egressRefusedMs }]): Row => {
      return [
        'endpoint',
        name,
        reachable ? 1 : 0,
        roundTripMs,
        Math.round(coolMs),
        Math.round(egressRefusedMs),
      ]
    }),
    ...[...openings].map(([name, isOpen]): Row => ['opening', `${edge}|${name}`, isOpen ? 1 : 0, 0, 0, 0]),
    ...(canaryOff ? [['canary', writeCanaryMark(canaryOff), 0, 0, 0, 0] as const] : []),
    ...[...processing].map(([name, { count, sumLog }]): Row => ['processing', name, count, sumLog, 0, 0]),
  ]
}
