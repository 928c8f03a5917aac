import type { Coordinates } from '@/lib/geo/coordinates'

// Mean Earth radius, IUGG.
const earthRadiusKm = 6371.0088

/** Great-circle distance in kilometres, by the haversine formula (accurate to 0.5 %: the Earth is no sphere). */
export function greatCircleDistance(from: Coordinates, to: Coordinates): number {
  const latitude = Math.sin(radians(to.latitude - from.latitude) / 2)
  const longitude = Math.sin(radians(to.longitude - from.longitude) / 2)
  const chord =
    latitude ** 2 + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * longitude ** 2
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(chord)))
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}
