import type { CallTrace } from '@/lib/gateway/call-trace'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import type { ServableAsk } from '@/lib/gateway/servable-models'
import { pinRoute } from '@/lib/routing/pin-route'
import { planRoute } from '@/lib/routing/plan-route'
import { requireCandidates } from '@/lib/routing/require-candidates'
import { requireResidency } from '@/lib/routing/require-residency'

/** Throws what stands in the way of any model whatever, in the words in which it is told where a model is named. */
export function requireServable(
  { view, caller: { place } }: Pick<CallTrace, 'view' | 'caller'>,
  { operation, allowedZones, zone, only, dependencies }: ServableAsk,
): void {
  if (view === undefined) return
  const { value: map, source } = view
  const plan = planRoute({
    map,
    health: dependencies.health.of(place.edge),
    withKey: endpointsWithKey(map, dependencies.keyOf),
    model: undefined,
    operation,
    place,
    zone,
    allowedZones,
    now: dependencies.effects.now(),
  })
  requireResidency(plan)
  const isStandIn = source === 'bundled' && dependencies.environment.configStore !== undefined
  const narrowed = only === undefined ? plan : pinRoute(plan, only)
  requireCandidates(narrowed, { map, model: undefined, operation, isStandIn })
}
