import { roundTrips } from './round-trips'

export interface Coordinates {
  latitude: number
  longitude: number
}

const radians = (degrees: number) => (degrees * Math.PI) / 180

// The haversine of the angle between the two places: it grows with the distance, which is all we compare.
function haversine(from: Coordinates, to: Coordinates): number {
  const latitude = Math.sin(radians(to.latitude - from.latitude) / 2)
  const longitude = Math.sin(radians(to.longitude - from.longitude) / 2)
  const cosines = Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude))
  return latitude ** 2 + cosines * longitude ** 2
}

/** The code of the edge that stands nearest to a place by great circle. */
export function nearestEdge(place: Coordinates): string {
  const ranked = [...roundTrips].map(([edge, { location }]) => ({
    edge,
    distance: haversine(place, { latitude: location[0], longitude: location[1] }),
  }))
  return ranked.reduce((best, other) => (other.distance < best.distance ? other : best)).edge
}
