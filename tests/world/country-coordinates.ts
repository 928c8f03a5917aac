import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Coordinates } from './nearest-edge'

const centroids = z.record(z.string(), z.tuple([z.number(), z.number()]))
const file = new URL('../../lib/geo/country-centroids.json', import.meta.url)

let table: z.infer<typeof centroids> | undefined

/** The middle of a country by its ISO code, where known. */
export function countryCoordinates(country: string): Coordinates | undefined {
  table ??= centroids.parse(JSON.parse(readFileSync(file, 'utf8')))
  const found = table[country.toUpperCase()]
  return found && { latitude: found[0], longitude: found[1] }
}
