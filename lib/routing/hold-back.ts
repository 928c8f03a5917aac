import { rampShare } from '@/lib/health/circuit'
import { type EdgeHealth, healthKey } from '@/lib/health/edge-health'
import type { Endpoint } from '@/lib/regions/region-map'
import type { Scored } from '@/lib/routing/rank-candidates'
import { roll } from '@/lib/routing/roll'

type Choice = {
  readonly health: EdgeHealth
  readonly model: string | undefined
  readonly dice: number
  readonly now: number
}

// Below this share of its own limit an endpoint gets fewer calls, in proportion to what is left.
const lowHeadroom = 0.1

/**
 * Has an endpoint that is coming back, or whose own limits are running out, take only a share of the calls that would go
 * to it. The rest goes to the others first, but for those that cannot be reached.
 */
export function holdBack(ordered: readonly Scored[], choice: Choice): readonly Scored[] {
  const taken = ordered.filter(
    ({ endpoint }) => roll(`hold-back/${endpoint.id}/${choice.dice}`) < shareOf(endpoint, choice),
  )
  if (taken.length === ordered.length) return ordered
  const others = taken.filter(({ isReachable }) => isReachable)
  const held = ordered.filter(each => each.isReachable && !taken.includes(each))
  return [...others, ...held, ...ordered.filter(({ isReachable }) => !isReachable)]
}

function shareOf(endpoint: Endpoint, { health, model, now }: Choice): number {
  const known = health.models.get(healthKey(endpoint, model))
  if (known === undefined) return 1
  const { headroom, circuit } = known
  const left = headroom.until > now ? Math.min(1, headroom.share / lowHeadroom) : 1
  return left * rampShare(circuit, now)
}
