/** How many calls there were, and how many of them were asked of a second endpoint as well. */
export type HedgeCount = { readonly calls: number; readonly hedges: number }

export const noHedges: HedgeCount = { calls: 0, hedges: 0 }

// Source: https://research.google/pubs/the-tail-at-scale/
const mostShare = 0.05

// What was long ago says little of now.
const remembered = 2000

export function countHedgeCall({ calls, hedges }: HedgeCount): HedgeCount {
  return calls < remembered ? { calls: calls + 1, hedges } : { calls: remembered / 2, hedges: hedges / 2 }
}

/** Whether one more hedge stays within a twentieth of the calls. */
export function mayHedge({ calls, hedges }: HedgeCount): boolean {
  return hedges + 1 <= calls * mostShare
}

export function countHedge({ calls, hedges }: HedgeCount): HedgeCount {
  return { calls, hedges: hedges + 1 }
}
