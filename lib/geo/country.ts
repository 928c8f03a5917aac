import type { Coordinates } from '@/lib/geo/coordinates'
import centroids from '@/lib/geo/country-centroids.json'

// Centroid of the largest polygon of each of the 249 ISO 3166-1 countries: Natural Earth 1:50m (public domain);
// fourteen territories that it does not draw apart, and Australia's mainland, are set by hand. To a tenth of a degree, 11 km:
// each isolate reads them before its first answer.
const centroidOf: ReadonlyMap<string, readonly number[]> = new Map(Object.entries(centroids))

/** An ISO 3166-1 alpha-2 code of one of the 249 countries, upper case; undefined where it is not known. */
export type Country = string | undefined

/** The 249 country codes in alphabetical order. */
export const countries: readonly string[] = [...centroidOf.keys()]

/** Reads a country code; `XX` (unknown), `T1` (Tor), an empty or any other value is undefined, never an error. */
export function parseCountry(value: string | null | undefined): Country {
  if (value?.length !== 2) return undefined
  const code = value.toUpperCase()
  return centroidOf.has(code) ? code : undefined
}

/** Where the country lies; undefined for an unknown one. */
export function centroidOfCountry(country: Country): Coordinates | undefined {
  const [latitude, longitude] = (country && centroidOf.get(country)) || []
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude }
}
