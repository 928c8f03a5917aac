import type { Dependencies } from '@/lib/gateway/dependencies'
import { type CanaryFault, readCanaryMark } from '@/lib/health/canary-mark'
import { type Canary, plainId, type RegionMap } from '@/lib/regions/region-map'
import { type CanaryFigures, canaryFigures } from '@/lib/status/canary-figures'
import { logLost } from '@/lib/telemetry/log-lost'
import type { CanaryCounts, Seen } from '@/lib/usage/usage-store'

/** The live map's canary as anyone may know it: nothing in it names a URL, a tenant or an error. */
export type CanaryStatus = {
  readonly state: 'on' | 'off'
  readonly version: string
  readonly share: number
  /** null where all are drawn from. */
  readonly countries: readonly string[] | null
  /** Why it is off, where it was at fault, and since when, in milliseconds since the epoch; null while it is on. */
  readonly reason: CanaryFault | null
  readonly endpoint: string | null
  readonly since: number | null
  /** null where nobody counts, or the store is lost. */
  readonly outcomes: { readonly canary: CanaryFigures; readonly control: CanaryFigures } | null
}

/** The same with all that was counted, for operators. */
export type CanaryReading = CanaryStatus & { readonly seen: Seen }

type Needed = Pick<Dependencies, 'usage' | 'health' | 'effects' | 'writeLog'>

/** Reads what is known of a map's canary, by one request to the store; null where the map has none. */
export async function readCanary(
  map: RegionMap | undefined,
  dependencies: Needed,
): Promise<CanaryReading | null> {
  const { canary } = map ?? {}
  if (canary === undefined) return null
  const { version, share, countries } = canary
  const counts = await readCounts(version, dependencies)
  const { off } = dependencies.health.canaries
  const told = counts?.mark && readCanaryMark([version, counts.mark], dependencies.effects.now())
  // Whoever looks learns it too.
  if (told) off.set(version, told)
  const mark = off.get(version)
  return {
    state: mark === undefined ? 'on' : 'off',
    version,
    share,
    countries: countries === undefined ? null : [...countries],
    reason: mark?.reason ?? null,
    endpoint: mark && hasEndpoint(canary, mark.endpoint) ? mark.endpoint : null,
    since: mark?.since ?? null,
    outcomes: counts
      ? { canary: canaryFigures(counts.seen, 'canary'), control: canaryFigures(counts.seen, 'control') }
      : null,
    seen: counts?.seen ?? new Map(),
  }
}

function hasEndpoint({ map }: Canary, id: string): boolean {
  return [...map.endpoints.keys()].some(each => plainId(each) === id)
}

async function readCounts(version: string, { usage, writeLog }: Needed): Promise<CanaryCounts | undefined> {
  try {
    return await usage.canary(version)
  } catch (error) {
    logLost(error, { event: 'canary-lost', writeLog })
    return undefined
  }
}
