import type { Call } from '@/lib/operations/parse-call'
import type { RoutePlan } from '@/lib/routing/plan-route'

/**
 * A plan with the candidates of the models that may stand in behind its own. Only endpoints that list such a model by name
 * are: one that takes any promises nothing of a model that nobody asked for.
 */
export function withFallbacks(
  plan: RoutePlan,
  fallbacks: readonly Call[],
  planFor: (fallback: Call) => RoutePlan,
): RoutePlan {
  let candidates = plan.candidates
  for (const call of fallbacks) {
    const listed = planFor(call).candidates.filter(({ endpoint }) => endpoint.models.names.has(call.model))
    candidates = [...candidates, ...listed.map(candidate => ({ ...candidate, call }))]
  }
  return candidates === plan.candidates ? plan : { ...plan, candidates }
}
