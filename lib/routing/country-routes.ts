import { type Country, centroidOfCountry, countries } from '@/lib/geo/country'
import type { CallerPlace } from '@/lib/geo/locate-caller'
import { nothingKnown } from '@/lib/health/edge-health'
import type { RegionMap } from '@/lib/regions/region-map'
import { planRoute } from '@/lib/routing/plan-route'
import type { Candidate } from '@/lib/routing/rank-candidates'

/** One endpoint that would be tried, and why it stands where it stands. */
export type Stop = { readonly endpoint: string; readonly reason: Candidate['reason'] }

/** The endpoints that would be tried, in this order, by country; undefined is a caller's whose country is not known. */
export type CountryRoutes = ReadonlyMap<Country, readonly Stop[]>

type Place = Pick<CallerPlace, 'country' | 'coordinates'>

type Options = {
  /** The endpoints that may be used, as far as the map does not say otherwise. */
  readonly usable: ReadonlySet<string>
  /** The caller's name for the model; undefined asks for any. */
  readonly model?: string | undefined
}

const places: readonly Place[] = [
  ...countries.map(country => ({ country, coordinates: centroidOfCountry(country) })),
  { country: undefined, coordinates: undefined },
]

/**
 * Where the calls of each of the 249 countries would go by the map alone: by residency, the operator's lists and distance, as
 * planned where nothing is measured, so that the same map has the same routes whenever and wherever it is asked about.
 */
export function countryRoutes(map: RegionMap, { usable, model }: Options): CountryRoutes {
  const question = { map, health: nothingKnown, withKey: usable, model, now: 0 }
  return new Map(
    places.map(place => {
      const { candidates } = planRoute({ ...question, place })
      return [place.country, candidates.map(({ endpoint, reason }) => ({ endpoint: endpoint.id, reason }))]
    }),
  )
}
