import type { RegionMap } from '@/lib/regions/region-map'

/** Zones as they may be written down: one that the region map does not name is the caller's text, and told as `unknown`. */
export function toldZones(
  zones: readonly string[] | undefined,
  map: RegionMap | undefined,
): readonly string[] | undefined {
  return zones?.map(zone => (isNamed(zone, map) ? zone : 'unknown'))
}

function isNamed(zone: string, map: RegionMap | undefined): boolean {
  if (map === undefined) return false
  const { endpoints, zones, residency } = map
  return (
    [...endpoints.values()].some(each => each.zone === zone) ||
    zones.some(({ name }) => name === zone) ||
    [...residency.values()].some(rule => rule.includes(zone))
  )
}
