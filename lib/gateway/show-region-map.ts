import type { Dependencies } from '@/lib/gateway/dependencies'
import { documentVersion } from '@/lib/gateway/document-version'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import type { OperatorRequest } from '@/lib/gateway/operator-request'
import { type CanaryStatus, readCanary } from '@/lib/gateway/read-canary'
import { isObject } from '@/lib/openai/is-object'
import type { Problem } from '@/lib/regions/problem'
import type { RegionMap } from '@/lib/regions/region-map'
import { shownDocument } from '@/lib/regions/shown-document'

/** The map in force as operators see it. */
export type ShownMap = {
  /** Of the format. */
  readonly version: unknown
  readonly source: 'live' | 'last-good' | 'bundled'
  /** Equal where two maps say the same. */
  readonly revision: string
  readonly problems: readonly Problem[]
  readonly endpoints: readonly {
    readonly id: string
    readonly region: string
    readonly zone: string
    readonly state: string
    readonly weight: number
    /** Whether this deployment holds its key, or it needs none. */
    readonly hasKey: boolean
  }[]
  /** Whether its canary is on, and how that fares; null where it has none. */
  readonly canary: CanaryStatus | null
  /** As the operator wrote it, without what could be a key by mistake. */
  readonly document: unknown
}

/** Shows the live region map; throws `configuration_error` where there is none. */
export async function showRegionMap(_: OperatorRequest, dependencies: Dependencies): Promise<Response> {
  return Response.json(await readShownMap(dependencies))
}

export async function readShownMap(dependencies: Dependencies): Promise<ShownMap> {
  const { regionMap, keyOf } = dependencies
  const { value, source, problems, document } = await regionMap.current()
  const withKey = endpointsWithKey(value, keyOf)
  return {
    version: isObject(document) ? document.version : null,
    source,
    revision: await documentVersion({ document }),
    problems,
    endpoints: [...value.endpoints.values()].map(({ id, region, zone, state, weight }) => ({
      id,
      region,
      zone,
      state,
      weight: weight ?? 1,
      hasKey: withKey.has(id),
    })),
    canary: await readShownCanary(value, dependencies),
    document: shownDocument(document),
  }
}

async function readShownCanary(map: RegionMap, dependencies: Dependencies): Promise<CanaryStatus | null> {
  const reading = await readCanary(map, dependencies)
  if (reading === null) return null
  const { seen: _, ...status } = reading
  return status
}
