import { ApiError } from '@/lib/openai/api-error'
import { plainId } from '@/lib/regions/region-map'
import type { RoutePlan } from '@/lib/routing/plan-route'

/**
 * Narrows a plan to the one endpoint that the caller asks for, without failover.
 * Throws where the caller may not use it: `residency_violation`, `endpoint_not_allowed`.
 */
export function pinRoute(plan: RoutePlan, id: string): RoutePlan {
  const named = plan.candidates.filter(({ endpoint }) => plainId(endpoint.id) === id)
  // Who goes by a canary means the canary's.
  const pinned = named.find(({ map }) => map === 'canary') ?? named[0]
  if (pinned !== undefined) return { ...plan, candidates: [{ ...pinned, reason: 'pinned' }] }
  const exclusion = plan.excluded.find(({ endpoint }) => plainId(endpoint) === id)
  if (exclusion === undefined || exclusion.reason === 'outside-plan')
    throw new ApiError('endpoint_not_allowed', 'x-route-to names no endpoint that this call may use.')
  if (exclusion.reason === 'outside-residency')
    throw new ApiError(
      'residency_violation',
      'The endpoint that x-route-to names lies outside the zones this call may use.',
    )
  return { ...plan, candidates: [] }
}
