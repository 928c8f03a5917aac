import { callKind } from '@/lib/gateway/call-kind'
import type { Caller } from '@/lib/gateway/caller'
import { conversationOf } from '@/lib/gateway/conversation-of'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import type { DocumentView } from '@/lib/gateway/live-document'
import { ApiError } from '@/lib/openai/api-error'
import type { Call } from '@/lib/openai/parse-call'
import type { RegionMap } from '@/lib/regions/region-map'
import { pinRoute } from '@/lib/routing/pin-route'
import { planRoute, type RoutePlan } from '@/lib/routing/plan-route'
import { preferInTime, readTtftLimit } from '@/lib/routing/prefer-in-time'
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
  const { place } = caller
  const { effects, random, slots } = dependencies
  const zone = headers.get('x-route-zone') ?? undefined
  const limitMs = readTtftLimit(headers.get('x-max-ttft-ms'))
  const memory = dependencies.health.of(place.edge)
  const kind = callKind({ country: place.country, model: call.model, zone, zones })
  const now = effects.now()
  const plan = planRoute({
    map,
    health: memory,
    withKey: endpointsWithKey(map, dependencies.keyOf),
    model: call.model,
    place,
    zone,
    allowedZones: zones,
    leader: memory.leaders.get(kind),
    call: {
      dice: random(),
      // Asked for only where there is a choice.
      conversation: () => conversationOf(call, headers.get('x-session-id')),
      trials: { has: key => (memory.trials.get(key) ?? 0) > now },
      inFlight: slots.inFlight,
    },
    now,
  })
  // An empty residency is what is left when the caller asks for a zone that its country forbids.
  if (plan.residency?.length === 0)
    throw new ApiError(
      'residency_violation',
      'x-route-zone names a zone that the calls of this country may not use.',
    )
  if (plan.leader !== undefined) memory.leaders.set(kind, plan.leader)
  const pin = headers.get('x-route-to')
  // One call at a time tries an endpoint out.
  if (plan.trial !== undefined && pin === null) memory.trials.delete(plan.trial)
  const chosen = pin === null ? plan : pinRoute(plan, pin)
  const isStandIn = view.source === 'bundled' && dependencies.environment.configStore !== undefined
  requireCandidates(chosen, { map, model: call.model, isStandIn })
  return limitMs === undefined ? chosen : preferInTime(chosen, limitMs)
}
