import type { RoutePlan } from '@/lib/routing/plan-route'
import type { Candidate } from '@/lib/routing/rank-candidates'

/**
 * The plan of a canary's call with the outer map's candidates behind its first: what fails there most likely fails for the
 * canary's sake, and of the few tries that a call has the rest are better spent where calls are known to be answered. An
 * endpoint that both maps have stands once. Both plans must keep to the same residency.
 */
export function withOuter(plan: RoutePlan, outer: RoutePlan): RoutePlan {
  // Of last resort are those that are thought to be down; the outer map has better ones.
  const [first, ...others] = plan.candidates.filter(({ reason }) => reason !== 'panic')
  const rest = outer.candidates.filter(({ endpoint }) => endpoint.id !== first?.endpoint.id)
  const left = others.filter(each => !rest.some(({ endpoint }) => endpoint.id === each.endpoint.id))
  const candidates = [...(first ? [ofCanary(first)] : []), ...rest, ...left.map(ofCanary)]
  // What one map leaves out and the other does not is tried all the same.
  const tried = new Set(candidates.map(({ endpoint }) => endpoint.id))
  const own = new Set(plan.excluded.map(idOf))
  const excluded = [...plan.excluded, ...outer.excluded.filter(each => !own.has(idOf(each)))]
  return {
    ...plan,
    candidates: ascending(candidates),
    excluded: excluded.filter(each => !tried.has(idOf(each))),
  }
}

function idOf({ endpoint }: RoutePlan['excluded'][number]): string {
  return endpoint
}

function ofCanary(candidate: Candidate): Candidate {
  return { ...candidate, map: 'canary' }
}

function ascending(candidates: readonly Candidate[]): readonly Candidate[] {
  let highest = Number.NEGATIVE_INFINITY
  return candidates.map(candidate => {
    highest = Math.max(highest, candidate.score)
    return { ...candidate, score: highest }
  })
}
