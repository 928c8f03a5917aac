import { createBoundedMap } from '@/lib/access/bounded-map'
import { type CanaryMemory, createCanaryMemory } from '@/lib/gateway/canary-memory'
import { createEdgeMemory, type EdgeMemory } from '@/lib/gateway/edge-memory'
import type { Processing } from '@/lib/health/processing'

/** What this isolate has learned, for each edge that it serves (on the platform: one). */
export type HealthMemory = {
  of(edge: string): EdgeMemory
  /** Of the canaries, which are on or off for all edges. */
  readonly canaries: CanaryMemory
}

// More edges than this are noise in a header, not places.
const mostEdges = 64

export function createHealthMemory(): HealthMemory {
  const edges = createBoundedMap<EdgeMemory>(mostEdges)
  const processing = new Map<string, Processing>()
  return {
    canaries: createCanaryMemory(),
    of(name) {
      const known = edges.get(name)
      if (known !== undefined) return known
      const edge = createEdgeMemory(processing)
      edges.set(name, edge)
      return edge
    },
  }
}
