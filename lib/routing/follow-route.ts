import { ApiError } from '@/lib/openai/api-error'
import type { RegionMap } from '@/lib/regions/region-map'
import type { RoutePlan } from '@/lib/routing/plan-route'

/**
 * Narrows a plan to the one endpoint that knows what a call follows. That it rests is no reason to leave it out, since no other
 * could answer; that the call may not go there is: throws `residency_violation`.
 */
export function followRoute(plan: RoutePlan, id: string, { endpoints }: RegionMap): RoutePlan {
  const known = plan.candidates.find(({ endpoint }) => endpoint.id === id)
  if (known !== undefined) return { ...plan, candidates: [{ ...known, reason: 'affinity' }] }
  const exclusion = plan.excluded.find(({ endpoint }) => endpoint === id)
  const endpoint = endpoints.get(id)
  if (exclusion?.reason === 'outside-residency')
    throw new ApiError(
      'residency_violation',
      'The answer that this call follows lies outside the zones it may use.',
    )
  if (!isResting(exclusion) || endpoint === undefined)
    return { ...plan, candidates: [], excluded: exclusion ? [exclusion] : [] }
  return { ...plan, candidates: [{ endpoint, reason: 'affinity', score: 0, expectedMs: undefined }] }
}

/**
 * The same for the endpoint that keeps what a call gives back by its id: any other would refuse the call for good. Where the call
 * cannot go there the plan stays, since another may be of the same account.
 */
export function recallRoute(plan: RoutePlan, id: string, map: RegionMap): RoutePlan {
  const isOpen =
    plan.candidates.some(({ endpoint }) => endpoint.id === id) ||
    isResting(plan.excluded.find(({ endpoint }) => endpoint === id))
  return isOpen ? followRoute(plan, id, map) : plan
}

function isResting(exclusion: RoutePlan['excluded'][number] | undefined): boolean {
  return exclusion?.reason === 'cooling-down' || exclusion?.reason === 'circuit-open'
}
