import { ApiError } from '@/lib/openai/api-error'
import type { OperationName } from '@/lib/operations/operations'
import { doesOperation, type RegionMap, upstreamModel } from '@/lib/regions/region-map'
import type { RoutePlan } from '@/lib/routing/plan-route'

type Asked = {
  readonly map: RegionMap
  /** Undefined where any would have done. */
  readonly model: string | undefined
  readonly operation?: OperationName | undefined
  /** Whether the map only stands in for the operator's, which may well allow the call in a moment. */
  readonly isStandIn: boolean
}

/** Throws where a plan leaves nothing to try: `model_not_found` where no endpoint serves it, else `no_eligible_endpoint`. */
export function requireCandidates(plan: RoutePlan, { map, model, operation, isStandIn }: Asked): void {
  if (plan.candidates.length > 0) return
  const endpoints = [...map.endpoints.values()]
  const serving =
    model === undefined ? endpoints : endpoints.filter(each => upstreamModel(each, model) !== undefined)
  if (!serving.some(each => doesOperation(each, operation)))
    throw new ApiError(
      'model_not_found',
      'No endpoint serves this model. GET /v1/models lists what is served.',
      {
        param: 'model',
      },
    )
  const reasons = [...new Set(plan.excluded.map(({ reason }) => reason))].join(', ')
  throw new ApiError(
    'no_eligible_endpoint',
    reasons === '' ? 'No endpoint may serve this call.' : `No endpoint may serve this call: ${reasons}.`,
    {
      definitive: !isStandIn,
    },
  )
}
