import { askedZone } from '@/lib/gateway/asked-zone'
import { callKind } from '@/lib/gateway/call-kind'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { conversationOf } from '@/lib/gateway/conversation-of'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import type { DocumentView } from '@/lib/gateway/live-document'
import type { Call } from '@/lib/operations/parse-call'
import { plainId, type RegionMap } from '@/lib/regions/region-map'
import { followRoute, recallRoute } from '@/lib/routing/follow-route'
import { pinRoute } from '@/lib/routing/pin-route'
import { planCanaryRoute } from '@/lib/routing/plan-canary-route'
import { planRoute, type RoutePlan, type RouteQuestion } from '@/lib/routing/plan-route'
import { preferInTime, readTtftLimit } from '@/lib/routing/prefer-in-time'
import { requireCandidates } from '@/lib/routing/require-candidates'
import { requireResidency } from '@/lib/routing/require-residency'
import { withFallbacks } from '@/lib/routing/with-fallbacks'

type Asked = {
  readonly call: Call
  readonly headers: Headers
  readonly trace: Pick<CallTrace, 'caller' | 'canary' | 'fallbacks' | 'followed' | 'plan' | 'recalled'>
  readonly view: DocumentView<RegionMap>
  /** The zones that the caller's plan and credential allow; undefined allows all. */
  readonly zones: readonly string[] | undefined
}

/**
 * Plans a call: where it may go and in which order; throws where nothing is left, before anything is sent. The trace has the
 * plan then too, so that it can be told what was left out and why.
 */
export function planCall(asked: Asked, dependencies: Dependencies): RoutePlan {
  const { call, headers, trace, view } = asked
  const { value: map } = view
  const limitMs = readTtftLimit(headers.get('x-max-ttft-ms'))
  trace.plan = planFor(call, asked, dependencies)
  requireResidency(trace.plan)
  const own = choose(remember(trace.plan, asked, dependencies), asked)
  const plan = inTime(own, limitMs)
  // Who names an endpoint that serves the model wants neither another endpoint nor another model of the same.
  const isPinned = headers.has('x-route-to') && plan.candidates.length > 0
  const whole = withFallbacks(plan, isPinned ? [] : (trace.fallbacks ?? []), fallback =>
    choose(planFor(fallback, asked, dependencies), asked),
  )
  trace.plan = whole
  // Where others stand in for all of it, none of them has been looked at yet.
  const planned = plan.candidates.length > 0 ? whole : inTime(whole, limitMs)
  trace.plan = planned
  const isStandIn = view.source === 'bundled' && dependencies.environment.configStore !== undefined
  const pinned = headers.get('x-route-to') ?? undefined
  requireCandidates(planned, { map, model: call.model, operation: call.operation.name, pinned, isStandIn })
  return planned
}

function inTime(plan: RoutePlan, limitMs: number | undefined): RoutePlan {
  return limitMs === undefined ? plan : preferInTime(plan, limitMs)
}

function planFor(call: Call, asked: Asked, dependencies: Dependencies): RoutePlan {
  const question = questionOf(call, asked, dependencies)
  const { canary: known } = asked.trace
  if (known?.side !== 'canary') return planRoute(question)
  return planCanaryRoute(question, { canary: known.canary, outer: known.outer.value })
}

function questionOf(
  call: Call,
  { headers, trace, view, zones }: Asked,
  dependencies: Dependencies,
): RouteQuestion {
  const { value: map } = view
  const { place } = trace.caller
  const { effects, random, slots } = dependencies
  const zone = askedZone(headers)
  const memory = dependencies.health.of(place.edge)
  const operation = call.operation.name
  const now = effects.now()
  return {
    map,
    health: memory,
    withKey: endpointsWithKey(map, dependencies.keyOf),
    model: call.model,
    operation,
    place,
    zone,
    allowedZones: zones,
    leader: memory.leaders.get(kindOf(call, { headers, trace, view, zones })),
    call: {
      dice: random(),
      // Asked for only where there is a choice.
      conversation: () => conversationOf(call, headers.get('x-session-id')),
      trials: { has: key => (memory.trials.get(key) ?? 0) > now },
      inFlight: slots.inFlight,
    },
    now,
  }
}

// A model that may stand in is most likely not called at all, so nothing is made of its plan.
function remember(
  plan: RoutePlan,
  { call, headers, trace, view, zones }: Asked,
  { health }: Dependencies,
): RoutePlan {
  const { place } = trace.caller
  const memory = health.of(place.edge)
  const only = headers.get('x-route-to') ?? trace.followed ?? trace.recalled
  if (plan.leader !== undefined)
    memory.leaders.set(kindOf(call, { headers, trace, view, zones }), plan.leader)
  // One call at a time tries an endpoint out.
  const [name = ''] = plan.trial?.split('|') ?? []
  if (plan.trial !== undefined && (only === undefined || name === only || plainId(name) === only))
    memory.trials.delete(plan.trial)
  return plan
}

function kindOf(
  { model, operation }: Call,
  { headers, trace, view, zones }: Pick<Asked, 'headers' | 'trace' | 'view' | 'zones'>,
) {
  const zone = askedZone(headers)
  return callKind({
    map: view.value,
    country: trace.caller.place.country,
    model,
    zone,
    zones,
    operation: operation.name,
    isCanary: trace.canary?.side === 'canary',
  })
}

// Who asks for one endpoint gets no other, and neither does who follows an answer that only one endpoint knows. Where a call is
// recalled by one endpoint, it is for the caller to say that another may be of the same account.
function choose(plan: RoutePlan, { headers, trace: { followed, recalled }, view }: Asked): RoutePlan {
  const pin = headers.get('x-route-to')
  const near = recalled === undefined || pin !== null ? plan : recallRoute(plan, recalled, view.value)
  const kept = followed === undefined ? near : followRoute(plan, followed, view.value)
  return pin === null ? kept : pinRoute(kept, pin)
}
