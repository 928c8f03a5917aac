import { toldZones } from '@/lib/gateway/told-zones'
import type { RegionMap } from '@/lib/regions/region-map'
import type { RoutePlan } from '@/lib/routing/plan-route'

/** A plan in few words, as a log line has it. */
export type WrittenPlan = {
  readonly residency: string | undefined
  /** `sin;listed;41, fra;fastest;160`: each with its reason and its score. */
  readonly candidates: string | undefined
  /** `iad;draining`: each with its reason. */
  readonly excluded: string | undefined
}

// A line is for reading; the receipt has more of them.
const mostTold = 16

/** Writes a plan for the log; the first candidates and exclusions, and how many more there are. */
export function writePlan(plan: RoutePlan | undefined, map: RegionMap | undefined): WrittenPlan {
  return {
    residency: toldZones(plan?.residency, map)?.join(', '),
    candidates:
      plan && list(plan.candidates.map(({ endpoint, reason, score }) => `${endpoint.id};${reason};${score}`)),
    excluded: plan && list(plan.excluded.map(({ endpoint, reason }) => `${endpoint};${reason}`)),
  }
}

function list(items: readonly string[]): string {
  const more = items.length - mostTold
  return [...items.slice(0, mostTold), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}
