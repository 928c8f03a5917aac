import { ApiError } from '@/lib/openai/api-error'
import type { OperationName } from '@/lib/operations/operations'
import { doesOperation, plainId, type RegionMap, upstreamModel } from '@/lib/regions/region-map'
import type { RoutePlan } from '@/lib/routing/plan-route'

type Asked = {
  readonly map: RegionMap
  /** Undefined where any would have done. */
  readonly model: string | undefined
  readonly operation?: OperationName | undefined
  /** The endpoint that the caller asks for, and that the call may go to. */
  readonly pinned?: string | undefined
  /** Whether the map only stands in for the operator's, which may well allow the call in a moment. */
  readonly isStandIn: boolean
}

// What rests is back by itself.
const passing: ReadonlySet<string> = new Set(['cooling-down', 'circuit-open'])

/** Throws where a plan leaves nothing to try: `model_not_found` where no endpoint serves it, else `no_eligible_endpoint`. */
export function requireCandidates(
  plan: RoutePlan,
  { map, model, operation, pinned, isStandIn }: Asked,
): void {
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
  const excluded = plan.excluded.filter(
    ({ endpoint }) => pinned === undefined || plainId(endpoint) === pinned,
  )
  const reasons = [...new Set(excluded.map(({ reason }) => reason))]
  throw new ApiError(
    'no_eligible_endpoint',
    reasons.length === 0
      ? 'No endpoint may serve this call.'
      : `No endpoint may serve this call: ${reasons.join(', ')}.`,
    { definitive: !isStandIn && !reasons.some(reason => passing.has(reason)) },
  )
}
