import type { Call } from '@/lib/operations/parse-call'
import type { RoutePlan } from '@/lib/routing/plan-route'

/**
 * A plan with the candidates of the models that may stand in behind its own. Of an endpoint that takes any, such a model is
 * asked only where none lists it by name: it promises nothing of a model that nobody asked for.
 */
export function withFallbacks(
  plan: RoutePlan,
  fallbacks: readonly Call[],
  planFor: (fallback: Call) => RoutePlan,
): RoutePlan {
  let candidates = plan.candidates
  for (const call of fallbacks) {
    const serving = planFor(call).candidates
    const listing = serving.filter(({ endpoint }) => endpoint.models.names.has(call.model))
    candidates = [
      ...candidates,
      ...(listing.length > 0 ? listing : serving).map(candidate => ({ ...candidate, call })),
    ]
  }
  return candidates === plan.candidates ? plan : { ...plan, candidates }
}
