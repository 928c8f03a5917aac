import { createBoundedMap } from '@/lib/access/bounded-map'
import {
  coolDown,
  type EdgeHealth,
  type EndpointHealth,
  type ProbeResult,
  recordProbe,
  recordUnreachable,
} from '@/lib/health/endpoint-health'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'

/** What this isolate has learned of the endpoints, for each edge that it serves (on the platform: one). */
export type HealthMemory = {
  of(edge: string): EdgeHealth
  learnFromAttempts(edge: string, attempts: readonly AttemptRecord[], now: number): void
  learnFromProbes(edge: string, results: readonly ProbeResult[], now: number): void
  /** Whether a round of probes is due at this edge; the first to ask is to make it. */
  claimProbes(edge: string, now: number): boolean
}

// At most two probes a minute for each endpoint and edge.
const probeIntervalMs = 30_000

// More edges than this are noise in a header, not places.
const mostEdges = 64

type Edge = { readonly endpoints: Map<string, EndpointHealth>; probedAt: number }

export function createHealthMemory(): HealthMemory {
  const edges = createBoundedMap<Edge>(mostEdges)

  function edgeOf(name: string): Edge {
    const known = edges.get(name)
    if (known !== undefined) return known
    const edge = { endpoints: new Map<string, EndpointHealth>(), probedAt: Number.NEGATIVE_INFINITY }
    edges.set(name, edge)
    return edge
  }

  return {
    of: edge => edgeOf(edge).endpoints,
    learnFromAttempts(edge, attempts, now) {
      const { endpoints } = edgeOf(edge)
      for (const { endpoint, failure } of attempts) {
        if (failure?.isUnreachable) endpoints.set(endpoint, recordUnreachable(endpoints.get(endpoint), now))
        if (failure?.coolDownSeconds !== undefined)
          endpoints.set(endpoint, coolDown(endpoints.get(endpoint), failure.coolDownSeconds, now))
      }
    },
    learnFromProbes(edge, results, now) {
      const { endpoints } = edgeOf(edge)
      for (const result of results)
        endpoints.set(result.endpoint, recordProbe(endpoints.get(result.endpoint), result, now))
    },
    claimProbes(edge, now) {
      const known = edgeOf(edge)
      if (now - known.probedAt < probeIntervalMs) return false
      known.probedAt = now
      return true
    },
  }
}
