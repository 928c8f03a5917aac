import type { Problem } from '@/lib/regions/problem'
import type { RegionMap } from '@/lib/regions/region-map'

/** Leaves out references to endpoints that the map does not hold, and says which; zones nobody lies in are reported. */
export function knownReferences(map: RegionMap): { map: RegionMap; problems: readonly Problem[] } {
  const problems: Problem[] = []
  const known = (ids: readonly string[], path: string) =>
    ids.filter((id, position) => {
      if (map.endpoints.has(id)) return true
      problems.push({ path: `${path}[${position}]`, message: `names an endpoint that the map does not hold` })
      return false
    })
  const countries = new Map([...map.countries].map(([code, ids]) => [code, known(ids, `countries.${code}`)]))
  const zones = map.zones.map(zone => ({
    ...zone,
    endpoints: known(zone.endpoints, `zones.${zone.name}.endpoints`),
  }))
  const inDefault = known(map.default, 'default')
  const populated = new Set([...map.endpoints.values()].map(endpoint => endpoint.zone))
  for (const [code, allowed] of map.residency)
    if (!allowed.some(zone => populated.has(zone)))
      problems.push({
        path: `residency.${code}`,
        message: 'no endpoint lies in an allowed zone: every call is refused',
      })
  return { map: { ...map, countries, zones, default: inDefault }, problems }
}
