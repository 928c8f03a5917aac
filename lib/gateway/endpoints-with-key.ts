import type { Dependencies } from '@/lib/gateway/dependencies'
import type { RegionMap } from '@/lib/regions/region-map'

/** The ids of the endpoints that this deployment holds the key of, or that need none. */
export function endpointsWithKey(map: RegionMap, keyOf: Dependencies['keyOf']): ReadonlySet<string> {
  const usable = [...map.endpoints.values()].filter(each => each.auth === 'none' || keyOf(each) !== undefined)
  return new Set(usable.map(({ id }) => id))
}
