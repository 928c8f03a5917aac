import type { Endpoint, RegionMap } from '@/lib/regions/region-map'

type Parts = Partial<Omit<RegionMap, 'endpoints'>>

/** A region map of these endpoints, without any rule that the test does not name. */
export function buildRegionMap(endpoints: readonly Endpoint[], parts: Parts = {}): RegionMap {
  return {
    endpoints: new Map(endpoints.map(endpoint => [endpoint.id, endpoint])),
    countries: new Map(),
    zones: [],
    residency: new Map(),
    default: [],
    ...parts,
  }
}
