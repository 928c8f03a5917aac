/** A place on Earth in decimal degrees: latitude -90 to 90, longitude -180 to 180. */
export type Coordinates = { readonly latitude: number; readonly longitude: number }

const decimal = /^-?\d{1,3}(\.\d{1,12})?$/

/** Reads coordinates from two header values; undefined unless both are numbers within their range. */
export function parseCoordinates(latitude: string | null, longitude: string | null): Coordinates | undefined {
  if (latitude === null || longitude === null) return undefined
  if (!decimal.test(latitude) || !decimal.test(longitude)) return undefined
  const place = { latitude: Number(latitude), longitude: Number(longitude) }
  return Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180 ? place : undefined
}
