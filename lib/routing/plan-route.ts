import type { CallerPlace } from '@/lib/geo/locate-caller'
import type { EdgeHealth } from '@/lib/health/endpoint-health'
import type { Endpoint, RegionMap } from '@/lib/regions/region-map'
import { type Exclusion, excludeEndpoints } from '@/lib/routing/exclude-endpoints'
import { priorOrder } from '@/lib/routing/prior-order'
import { type Candidate, rankCandidates } from '@/lib/routing/rank-candidates'

/** Where a call will be tried, in this order, and where not, each with its reason. */
export type RoutePlan = {
  /** The zones that the call may not leave; undefined where it may go anywhere. */
  readonly residency: readonly string[] | undefined
  readonly candidates: readonly Candidate[]
  readonly excluded: readonly Exclusion[]
}

export type RouteQuestion = {
  readonly map: RegionMap
  readonly health: EdgeHealth
  readonly withKey: ReadonlySet<string>
  readonly model: string | undefined
  readonly place: Pick<CallerPlace, 'country' | 'coordinates'>
  /** A zone that the caller narrows the call to; it never widens residency. */
  readonly zone?: string | undefined
  /** The zones that the caller's plan allows; undefined allows all. */
  readonly allowedZones?: readonly string[] | undefined
  readonly now: number
}

/** Decides which endpoints a call may go to and in which order. Pure: the same question has the same answer. */
export function planRoute(question: RouteQuestion): RoutePlan {
  const { map, health, place, zone, now } = question
  const residency = narrow(place.country === undefined ? undefined : map.residency.get(place.country), zone)
  const { eligible, excluded } = excludeEndpoints({ ...question, zones: residency })
  if (eligible.length === 0) return disbelieveCoolDowns({ residency, candidates: [], excluded }, question)
  const candidates = rankCandidates(priorOrder(eligible, { map, place }), { health, now })
  return { residency, candidates, excluded }
}

/** The zones left when a caller narrows a call to one. */
export function narrow(residency: readonly string[] | undefined, zone: string | undefined) {
  if (zone === undefined) return residency
  return residency === undefined || residency.includes(zone) ? [zone] : []
}

// Where nothing else is left, an endpoint that asked for a pause is a better answer than none; the first to end
// its cool-down goes first. Residency, state and keys are never disbelieved.
function disbelieveCoolDowns(plan: RoutePlan, { map, health, now }: RouteQuestion): RoutePlan {
  const cooling = plan.excluded.flatMap(({ endpoint, reason }) => {
    const row = map.endpoints.get(endpoint)
    return reason === 'cooling-down' && row !== undefined ? [row] : []
  })
  const remainingMs = (endpoint: Endpoint) => Math.max(0, (health.get(endpoint.id)?.coolUntil ?? 0) - now)
  return {
    ...plan,
    candidates: cooling
      .map(row => ({
        endpoint: row,
        reason: 'panic' as const,
        score: remainingMs(row),
        expectedMs: undefined,
      }))
      .sort((one, other) => one.score - other.score),
    excluded: plan.excluded.filter(({ reason }) => reason !== 'cooling-down'),
  }
}
