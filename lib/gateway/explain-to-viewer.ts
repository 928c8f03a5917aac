import type { Caller } from '@/lib/gateway/caller'
import { configuredMap } from '@/lib/gateway/configured-map'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import type { PageView } from '@/lib/gateway/page-view'
import { type Country, centroidOfCountry } from '@/lib/geo/country'
import { greatCircleDistance } from '@/lib/geo/great-circle-distance'
import type { Endpoint, RegionMap } from '@/lib/regions/region-map'
import { planRoute, type RoutePlan } from '@/lib/routing/plan-route'

/** Where a viewer's call would go, and why. It names endpoints, and nothing of what stands behind them. */
export type ViewerRoute = {
  /** As a caller from where, at which edge. */
  readonly country: Country
  readonly edge: string
  /** Whether the viewer gave its own position. */
  readonly isAtPosition: boolean
  readonly model: string | undefined
  /** What may be asked for by name, in alphabetical order. */
  readonly models: readonly string[]
  readonly residency: readonly string[] | undefined
  readonly candidates: readonly ViewerCandidate[]
  readonly excluded: RoutePlan['excluded']
}

export type ViewerCandidate = {
  readonly endpoint: string
  readonly region: string
  readonly zone: string
  readonly reason: RoutePlan['candidates'][number]['reason']
  /** Milliseconds; undefined where neither a measurement nor a distance tells. */
  readonly expectedMs: number | undefined
  readonly distanceKm: number | undefined
}

/** Plans a call as `/api/route` does, for anybody: by the map and by what is known of the endpoints, whatever his plan allows. */
export async function explainToViewer(
  { country: picked, model, at }: PageView,
  { place }: Caller,
  dependencies: Dependencies,
): Promise<ViewerRoute | undefined> {
  const map = (await configuredMap(dependencies))?.value
  if (map === undefined) return undefined
  const country = picked ?? place.country
  const own = picked === undefined || picked === place.country ? place.coordinates : undefined
  const coordinates = at ?? own ?? centroidOfCountry(country)
  const { residency, candidates, excluded } = planRoute({
    map,
    health: dependencies.health.of(place.edge),
    withKey: endpointsWithKey(map, dependencies.keyOf),
    model,
    place: { country, coordinates },
    now: dependencies.effects.now(),
  })
  const distanceTo = ({ location }: Endpoint) =>
    location && coordinates && Math.round(greatCircleDistance(coordinates, location))
  return {
    country,
    edge: place.edge,
    isAtPosition: at !== undefined,
    model,
    models: namedModels(map),
    residency,
    candidates: candidates.map(({ endpoint, reason, expectedMs }) => ({
      endpoint: endpoint.id,
      region: endpoint.region,
      zone: endpoint.zone,
      reason,
      expectedMs: expectedMs && Math.round(expectedMs),
      distanceKm: distanceTo(endpoint),
    })),
    excluded,
  }
}

function namedModels({ endpoints }: RegionMap): readonly string[] {
  return [...new Set([...endpoints.values()].flatMap(({ models }) => [...models.names.keys()]))].sort()
}
