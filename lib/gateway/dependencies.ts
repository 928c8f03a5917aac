import type { Environment } from '@/lib/gateway/environment'
import type { HealthMemory } from '@/lib/gateway/health-memory'
import type { LiveRegionMap } from '@/lib/gateway/live-region-map'
import type { HealthBoard } from '@/lib/health/health-board'
import type { Endpoint } from '@/lib/regions/region-map'
import type { WriteLog } from '@/lib/telemetry/write-log'
import type { Effects } from '@/lib/upstream/effects'

/** The platform's ways to go on when the response is on its way. */
export type Background = {
  /** Runs a task after the response has gone out; not at all where the caller left before it began. */
  readonly defer: (task: () => Promise<void>) => void
  /** Keeps the instance awake until what has been begun is done, whatever becomes of the response. */
  readonly keepAlive: (work: Promise<void>) => void
}

/** Everything that serving a request needs and that is not in the request. */
export type Dependencies = {
  readonly environment: Environment
  readonly effects: Effects
  readonly regionMap: LiveRegionMap
  readonly health: HealthMemory
  /** Shared by all instances; absent where no Redis is configured. */
  readonly board: HealthBoard | undefined
  /** An endpoint's upstream key; undefined where this deployment does not hold it. */
  readonly keyOf: (endpoint: Endpoint) => string | undefined
  readonly newId: () => string
  readonly writeLog: WriteLog
  readonly background: Background
}
