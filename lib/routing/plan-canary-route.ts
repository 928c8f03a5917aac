import type { Canary, RegionMap } from '@/lib/regions/region-map'
import { planRoute, type RoutePlan, type RouteQuestion } from '@/lib/routing/plan-route'
import { withOuter } from '@/lib/routing/with-outer'

type Maps = { readonly canary: Canary; readonly outer: RegionMap }

/**
 * Plans a call that goes by a canary: by the canary's map first, and then by the outer one, for where the canary fails it. Both
 * keep to the canary's residency, which allows nothing that the outer map's does not. The question's map is neither.
 */
export function planCanaryRoute(
  question: Omit<RouteQuestion, 'map'>,
  { canary: { map }, outer }: Maps,
): RoutePlan {
  // What makes one call differ from another has been spent on the canary: of the outer map its best is enough.
  const behind = { ...question, map: { ...outer, residency: map.residency }, leader: undefined }
  return withOuter(planRoute({ ...question, map }), planRoute({ ...behind, call: undefined }))
}
