import type { EdgeHealth } from '@/lib/health/edge-health'
import type { Scored } from '@/lib/routing/rank-candidates'
import { roll } from '@/lib/routing/roll'
import { toFront } from '@/lib/routing/to-front'
import { winsOver } from '@/lib/routing/wins-over'

type Choice = {
  readonly health: EdgeHealth
  readonly dice: number
  /** The calls that this instance has in flight, by endpoint. */
  readonly inFlight: ReadonlyMap<string, number>
}

const exploredShare = 0.02

/**
 * Sends two calls of a hundred to an endpoint that has looked worse but would take the lead if it were as quick as the quickest:
 * it may be by now, and without traffic nobody would notice. Where no measurement could change the choice nothing is explored.
 * One call at a time goes to an endpoint that nothing is known of.
 */
export function explore(ordered: readonly Scored[], { health, dice, inFlight }: Choice): readonly Scored[] {
  const [first] = ordered
  if (first === undefined || roll(`explore/${dice}`) >= exploredShare) return ordered
  const worthIt = ordered.filter(
    each =>
      each !== first &&
      each.leastExcess !== undefined &&
      !winsOver(each, first) &&
      winsOver({ place: each.place, excess: each.leastExcess }, first) &&
      (health.endpoints.has(each.endpoint.id) || !inFlight.get(each.endpoint.id)),
  )
  const chosen = worthIt[Math.floor(roll(`explored/${dice}`) * worthIt.length)]
  return chosen === undefined ? ordered : toFront(ordered, chosen)
}
