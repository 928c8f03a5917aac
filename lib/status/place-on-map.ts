import type { Coordinates } from '@/lib/geo/coordinates'
import { mapSize } from '@/lib/status/map-size'

// The polynomial of the Equal Earth projection. Source: https://doi.org/10.1080/13658816.2018.1504949
const a1 = 1.340264
const a2 = -0.081106
const a3 = 0.000893
const a4 = 0.003796
const m = Math.sqrt(3) / 2

// How far the projection reaches to the east of its middle.
const reach = Math.PI / (m * a1)

/** Where a place lies on the world map, in its own units. */
export function placeOnMap({ latitude, longitude }: Coordinates): readonly [x: number, y: number] {
  const theta = Math.asin(m * Math.sin((latitude * Math.PI) / 180))
  const t2 = theta ** 2
  const t6 = t2 ** 3
  const x =
    (((longitude * Math.PI) / 180) * Math.cos(theta)) / (m * (a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)))
  const y = theta * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))
  const scale = mapSize.width / 2 / reach
  return [mapSize.width / 2 + x * scale, mapSize.height / 2 - y * scale]
}
