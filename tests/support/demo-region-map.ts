import { parseRegionMap } from '@/lib/regions/parse-region-map'
import type { RegionMap } from '@/lib/regions/region-map'
import { places } from '../world/places'
import { regionMap } from '../world/region-map'

/** The demo's region map with all of its five endpoints, parsed. */
export function demoRegionMap(): RegionMap {
  const running = places.map(({ id }, index) => ({ id, url: `http://127.0.0.1:${4001 + index}/v1` }))
  const { value: map, problems } = parseRegionMap(regionMap(running), { allowPrivate: true })
  if (map === undefined || problems.length > 0) throw new Error(`The demo's map: ${JSON.stringify(problems)}`)
  return map
}
