import type { BoardRow } from '@/lib/health/health-board'

/** What the public may know of an endpoint's health. */
export type EndpointSummary = {
  readonly state: 'operational' | 'degraded' | 'down' | 'unknown'
  /** The last round trip from an edge that reaches it, in milliseconds. */
  readonly lastMs: number | undefined
  readonly lastEdge: string | undefined
  readonly checkedAt: number | undefined
}

// An edge that has not looked for this long (it has no traffic) no longer says anything.
export const stillSeenMs = 10 * 60_000

/** UsageSums up what the edges last found of one endpoint: down is what no edge reaches, degraded what only some do. */
export function summarizeEndpoint(rows: readonly BoardRow[], now: number): EndpointSummary {
  const recent = rows.filter(({ at }) => now - at <= stillSeenMs).sort((one, other) => other.at - one.at)
  const reached = recent.filter(({ reachable }) => reachable)
  const last = reached[0]
  return {
    state: stateOf({ edges: recent.length, reaching: reached.length }),
    lastMs: last?.roundTripMs,
    lastEdge: last?.edge,
    checkedAt: recent[0]?.at,
  }
}

function stateOf({ edges, reaching }: { edges: number; reaching: number }): EndpointSummary['state'] {
  if (edges === 0) return 'unknown'
  if (reaching === 0) return 'down'
  return reaching < edges ? 'degraded' : 'operational'
}
