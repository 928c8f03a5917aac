import { centroidOfCountry, countries } from '@/lib/geo/country'
import { greatCircleDistance } from '@/lib/geo/great-circle-distance'
import type { Endpoint } from '@/lib/regions/region-map'
import { latencyOf } from '@/lib/status/latency-of'
import type { Seen } from '@/lib/usage/usage-store'

/** How soon a country's calls are answered, by the endpoint that would serve them now. */
export type CountryLatency = {
  readonly country: string
  readonly endpoint: string
  readonly ms: number
  /** `measured`: by its own streams of the last hour; `estimated`: by the distance. */
  readonly how: 'measured' | 'estimated'
}

type Options = {
  readonly seen: Seen
  /** The endpoint that would serve a country's calls; undefined where none may. */
  readonly servedBy: (country: string) => Endpoint | undefined
}

// Round trip against distance between cloud regions, fitted over AWS's 1,024 pairs, as routing has it.
const baseMs = 25
const msPerThousandKm = 15.5

/**
 * The latency of each country that can be served. What is measured holds the endpoint's own time as well, so an estimate gets
 * what the measured ones have above their distance, in the median.
 */
export function countryLatencies({ seen, servedBy }: Options): readonly CountryLatency[] {
  const served = countries.flatMap(country => {
    const endpoint = servedBy(country)
    return endpoint === undefined ? [] : [{ country, endpoint, wayMs: wayTo(country, endpoint) }]
  })
  const known = served.map(each => ({ ...each, measuredMs: measured(each, seen) }))
  const ownMs = median(
    known.flatMap(({ measuredMs, wayMs }) =>
      measuredMs === null || wayMs === undefined ? [] : [measuredMs - wayMs],
    ),
  )
  return known.flatMap(
    ({ country, endpoint: { id: endpoint }, wayMs, measuredMs }): readonly CountryLatency[] => {
      if (measuredMs !== null) return [{ country, endpoint, ms: measuredMs, how: 'measured' }]
      if (wayMs === undefined) return []
      return [{ country, endpoint, ms: Math.round(wayMs + Math.max(0, ownMs)), how: 'estimated' }]
    },
  )
}

function measured(
  { country, endpoint }: { readonly country: string; readonly endpoint: Endpoint },
  seen: Seen,
): number | null {
  const row = seen.get(`place/${country}|${endpoint.id}`)
  return row === undefined ? null : latencyOf(row).p50
}

function wayTo(country: string, { location }: Endpoint): number | undefined {
  const place = centroidOfCountry(country)
  if (place === undefined || location === undefined) return undefined
  return baseMs + (msPerThousandKm * greatCircleDistance(place, location)) / 1000
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
