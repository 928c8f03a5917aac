import { greatCircleDistance } from '@/lib/geo/great-circle-distance'
import type { CallerPlace } from '@/lib/geo/locate-caller'
import type { Endpoint, RegionMap } from '@/lib/regions/region-map'

/** Why an endpoint stands where it stands as long as nothing is measured. */
export type PriorReason = 'listed' | 'nearest' | 'default'

export type Prior = {
  readonly endpoint: Endpoint
  readonly reason: PriorReason
  /** Great-circle distance from the caller; undefined where one of the two places is unknown. */
  readonly distanceKm: number | undefined
}

type Place = Pick<CallerPlace, 'country' | 'coordinates'>

/**
 * The order to start from and to fall back on: the country's list, its zones' endpoints, all others by distance,
 * the default list, and last what no rule names; each endpoint once, and only those that are eligible.
 */
export function priorOrder(
  eligible: readonly Endpoint[],
  { map, place }: { map: RegionMap; place: Place },
): Prior[] {
  const byId = new Map(eligible.map(endpoint => [endpoint.id, endpoint]))
  const order = new Map<string, Prior>()
  const add = (ids: Iterable<string>, reason: PriorReason) => {
    for (const id of ids) {
      const endpoint = byId.get(id)
      if (endpoint !== undefined && !order.has(id))
        order.set(id, { endpoint, reason, distanceKm: distanceOf(endpoint, place) })
    }
  }
  const { country } = place
  if (country !== undefined) {
    add(map.countries.get(country) ?? [], 'listed')
    for (const zone of map.zones) if (zone.countries.has(country)) add(zone.endpoints, 'listed')
  }
  add(byDistance(eligible, place), 'nearest')
  add(map.default, 'default')
  add(byId.keys(), 'default')
  return [...order.values()]
}

function byDistance(eligible: readonly Endpoint[], place: Place): string[] {
  const distances = eligible.flatMap(endpoint => {
    const distanceKm = distanceOf(endpoint, place)
    return distanceKm === undefined ? [] : [{ id: endpoint.id, distanceKm }]
  })
  return distances.sort((one, other) => one.distanceKm - other.distanceKm).map(each => each.id)
}

function distanceOf({ location }: Endpoint, { coordinates }: Place): number | undefined {
  return location && coordinates && greatCircleDistance(coordinates, location)
}
