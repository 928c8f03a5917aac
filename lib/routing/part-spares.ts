import type { Endpoint } from '@/lib/regions/region-map'
import type { Scored } from '@/lib/routing/rank-candidates'

export type PartedSpares = {
  readonly others: readonly Scored[]
  /** Those of weight 0 that wait while another of their place can be reached. */
  readonly spares: readonly Scored[]
}

/** Takes out the endpoints that wait for others of their place to fail: how quick they look decides nothing meanwhile. */
export function partSpares(scored: readonly Scored[]): PartedSpares {
  const takers = scored.filter(({ endpoint, isReachable }) => endpoint.weight !== 0 && isReachable)
  const spares = scored.filter(
    ({ endpoint }) => endpoint.weight === 0 && takers.some(taker => isSamePlace(taker.endpoint, endpoint)),
  )
  return spares.length === 0
    ? { others: scored, spares }
    : { others: scored.filter(each => !spares.includes(each)), spares }
}

/** Puts each spare behind the last of its place. None is explored there: nobody need know how quick one is that waits. */
export function sparesBehind(ordered: readonly Scored[], spares: readonly Scored[]): readonly Scored[] {
  if (spares.length === 0) return ordered
  return ordered.flatMap((each, at) => {
    const behind = spares.filter(
      spare => ordered.findLastIndex(other => isSamePlace(other.endpoint, spare.endpoint)) === at,
    )
    return [each, ...behind.map(spare => ({ ...spare, leastExcess: undefined }))]
  })
}

/** Whether two endpoints stand in one place, where they may share calls or stand in for each other. */
export function isSamePlace(one: Endpoint, other: Endpoint): boolean {
  return one.region === other.region && one.zone === other.zone
}
