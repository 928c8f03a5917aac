import { ApiError } from '@/lib/openai/api-error'
import type { RoutePlan } from '@/lib/routing/plan-route'

/** Throws `residency_violation` where the caller asks for a zone that its country forbids: an empty residency is what is left. */
export function requireResidency({ residency }: Pick<RoutePlan, 'residency'>): void {
  if (residency?.length !== 0) return
  throw new ApiError(
    'residency_violation',
    'x-route-zone names a zone that the calls of this country may not use.',
  )
}
