import { joinPath } from '@/lib/openai/join-path'
import { plainId, type RegionMap } from '@/lib/regions/region-map'
import type { MapWarning } from '@/lib/routing/region-map-warnings'
import type { Effects } from '@/lib/upstream/effects'
import { probeEndpoint } from '@/lib/upstream/probe-endpoint'

type Options = { readonly effects: Effects; readonly requestId: string; readonly edge: string }

/**
 * Probes the endpoints of a map that is not in force, and warns of those that do not answer. No key is sent: whoever wrote the
 * map need not be who may see where the keys go, and a refusal is an answer too.
 */
export async function reachEndpoints(map: RegionMap, options: Options): Promise<readonly MapWarning[]> {
  const { effects, ...rest } = options
  const sender = { ...rest, country: undefined, ip: undefined }
  const { own = [], map: inner } = map.canary ?? {}
  const all = [...map.endpoints.values(), ...own.flatMap(id => inner?.endpoints.get(id) ?? [])]
  const asked = all.filter(({ state }) => state !== 'disabled')
  const results = await Promise.all(
    asked.map(endpoint => probeEndpoint(endpoint, { key: undefined, sender, effects })),
  )
  return results
    .filter(({ reachable }) => !reachable)
    .map(({ endpoint, roundTripMs }) => ({
      kind: 'unreachable',
      path: joinPath([...placeOf(endpoint), 'baseUrl']),
      message: `did not answer a probe within ${Math.round(roundTripMs)} ms, or with an error of its own`,
    }))
}

function placeOf(endpoint: string): readonly string[] {
  const id = plainId(endpoint)
  return id === endpoint ? ['endpoints', id] : ['canary', 'map', 'endpoints', id]
}
