import type { Caller } from '@/lib/gateway/caller'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import type { DocumentView } from '@/lib/gateway/live-document'
import { ApiError } from '@/lib/openai/api-error'
import type { Call } from '@/lib/openai/parse-call'
import type { RegionMap } from '@/lib/regions/region-map'
import { pinRoute } from '@/lib/routing/pin-route'
import { planRoute, type RoutePlan } from '@/lib/routing/plan-route'
import { requireCandidates } from '@/lib/routing/require-candidates'

type Asked = {
  readonly call: Call
  readonly headers: Headers
  readonly caller: Caller
  readonly view: DocumentView<RegionMap>
  /** The zones that the caller's plan and credential allow; undefined allows all. */
  readonly zones: readonly string[] | undefined
}

/** Plans a call: where it may go and in which order; throws where nothing is left, before anything is sent. */
export function planCall(
  { call, headers, caller, view, zones }: Asked,
  dependencies: Dependencies,
): RoutePlan {
  const { value: map } = view
  const zone = headers.get('x-route-zone') ?? undefined
  const plan = planRoute({
    map,
    health: dependencies.health.of(caller.place.edge),
    withKey: endpointsWithKey(map, dependencies.keyOf),
    model: call.model,
    place: caller.place,
    zone,
    allowedZones: zones,
    now: dependencies.effects.now(),
  })
  // An empty residency is what is left when the caller asks for a zone that its country forbids.
  if (plan.residency?.length === 0)
    throw new ApiError(
      'residency_violation',
      'x-route-zone names a zone that the calls of this country may not use.',
    )
  const pin = headers.get('x-route-to')
  const chosen = pin === null ? plan : pinRoute(plan, pin)
  const isStandIn = view.source === 'bundled' && dependencies.environment.configStore !== undefined
  requireCandidates(chosen, { map, model: call.model, isStandIn })
  return chosen
}
