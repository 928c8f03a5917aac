import type { Dependencies } from '@/lib/gateway/dependencies'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import { ApiError } from '@/lib/openai/api-error'
import type { RegionMap } from '@/lib/regions/region-map'
import { probeEndpoint } from '@/lib/upstream/probe-endpoint'

/** After a response: reads the region map again where it ages, and probes the endpoints from this edge where it is time. */
export async function refreshKnowledge(edge: string, dependencies: Dependencies): Promise<void> {
  await Promise.all([dependencies.regionMap.refresh(), dependencies.plans.refresh()])
  const map = await currentMap(dependencies)
  const { health, effects } = dependencies
  if (map === undefined || !health.claimProbes(edge, effects.now())) return
  const withKey = endpointsWithKey(map, dependencies.keyOf)
  const probed = [...map.endpoints.values()].filter(
    ({ id, state }) => withKey.has(id) && state !== 'disabled',
  )
  const sender = { requestId: dependencies.newId(), edge, country: undefined, ip: undefined }
  const results = await Promise.all(
    probed.map(endpoint => probeEndpoint(endpoint, { key: dependencies.keyOf(endpoint), sender, effects })),
  )
  const at = effects.now()
  health.learnFromProbes(edge, results, at)
  await post({ edge, at, results }, dependencies)
}

async function currentMap({ regionMap }: Dependencies): Promise<RegionMap | undefined> {
  try {
    return (await regionMap.current()).value
  } catch (error) {
    // Without a map there is nothing to probe; the caller has been told already.
    if (error instanceof ApiError) return undefined
    throw error
  }
}

type Round = {
  readonly edge: string
  readonly at: number
  readonly results: Awaited<ReturnType<typeof probeEndpoint>>[]
}

async function post({ edge, at, results }: Round, { board, writeLog }: Dependencies): Promise<void> {
  try {
    await board?.post(results.map(result => ({ ...result, edge, at })))
  } catch (error) {
    // Others learn it from their own probes. The error's text quotes the command, so only its kind is written.
    writeLog('warn', { event: 'health-board-lost', name: error instanceof Error ? error.name : typeof error })
  }
}
