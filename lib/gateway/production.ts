import type { Background, Dependencies } from '@/lib/gateway/dependencies'
import { newId, readEnvironment } from '@/lib/gateway/environment'
import { createHealthMemory } from '@/lib/gateway/health-memory'
import { createLiveRegionMap } from '@/lib/gateway/live-region-map'
import bundledRegionMap from '@/lib/regions/bundled-region-map.json'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import { createConfigItems } from '@/lib/stores/create-config-items'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisHealthBoard } from '@/lib/stores/create-redis-health-board'
import type { WriteLog } from '@/lib/telemetry/write-log'
import type { Effects } from '@/lib/upstream/effects'

const effects: Effects = {
  fetch: (url, init) => fetch(url, init),
  now: () => Date.now(),
  startTimer: (milliseconds, ring) => {
    const timer = setTimeout(ring, milliseconds)
    return () => clearTimeout(timer)
  },
}

const writeLog: WriteLog = (level, line) =>
  console[level](JSON.stringify({ at: new Date().toISOString(), level, ...line }))

// Built at the isolate's first request and kept: what it learns lives as long as the isolate.
let kept: Omit<Dependencies, 'background'> | undefined

/** The real dependencies. `after` is the framework's: a function runs after the response, a promise is waited for. */
export function production(after: (work: Promise<void> | (() => Promise<void>)) => void): Dependencies {
  kept ??= build()
  const background: Background = { defer: after, keepAlive: after }
  return { ...kept, background }
}

function build(): Omit<Dependencies, 'background'> {
  const environment = readEnvironment()
  const { configStore, redis, allowPrivate } = environment
  const readItem = configStore && createConfigItems(configStore, effects.startTimer)
  return {
    environment,
    effects,
    writeLog,
    regionMap: createLiveRegionMap({
      read: readItem && (() => readItem('regions')),
      parse: document => parseRegionMap(document, { allowPrivate }),
      bundled: environment.mayUseBundledMap ? parseRegionMap(bundledRegionMap).map : undefined,
      now: effects.now,
      onProblems: problems => writeLog('warn', { event: 'region-map-problems', problems }),
    }),
    health: createHealthMemory(),
    board: redis && createRedisHealthBoard(createRedis(redis, effects.startTimer)),
    keyOf: ({ apiKeyEnv }) => (apiKeyEnv && process.env[apiKeyEnv]?.trim()) || undefined,
    newId,
  }
}
