import { type BoundedMap, createBoundedMap } from '@/lib/access/bounded-map'
import { type CanaryMemory, createCanaryMemory } from '@/lib/gateway/canary-memory'
import { createEdgeMemory, type EdgeMemory, retriesKey } from '@/lib/gateway/edge-memory'
import { forgetEndpoint } from '@/lib/gateway/forget-endpoint'
import { endpointOfKey } from '@/lib/health/edge-health'
import type { Identities } from '@/lib/health/identities'
import type { Processing } from '@/lib/health/processing'
import { endpointIdentity } from '@/lib/regions/endpoint-identity'
import { plainId, type RegionMap } from '@/lib/regions/region-map'

/** What this isolate has learned, for each edge that it serves (on the platform: one). */
export type HealthMemory = {
  of(edge: string): EdgeMemory
  /** What is known of an edge, for who only asks: no number of such questions makes an edge that is served forget anything. */
  lookAt(edge: string): EdgeMemory
  /** The endpoints of the operator's map; empty while only the bundled one is known. */
  readonly identities: Identities
  /** Forgets what was learned of endpoints that are gone from a map, or are others by the same ids. */
  heed(map: RegionMap): void
  /** Of the canaries, which are on or off for all edges. */
  readonly canaries: CanaryMemory
}

// More edges than this are noise in a header, not places.
const mostEdges = 64

export function createHealthMemory(): HealthMemory {
  const edges = createBoundedMap<EdgeMemory>(mostEdges)
  const lookedAt = createBoundedMap<EdgeMemory>(mostEdges)
  const processing = new Map<string, Processing>()
  let identities: Identities = new Map()
  const kept = (name: string, { among }: { readonly among: BoundedMap<EdgeMemory> }) => {
    const known = among.get(name)
    if (known !== undefined) return known
    const edge = createEdgeMemory(processing)
    among.set(name, edge)
    return edge
  }
  return {
    canaries: createCanaryMemory(),
    of: name => kept(name, { among: edges }),
    lookAt: name => edges.get(name) ?? kept(name, { among: lookedAt }),
    get identities() {
      return identities
    },
    heed({ endpoints }) {
      const before = identities
      identities = new Map([...endpoints.values()].map(each => [each.id, endpointIdentity(each)]))
      // Before the first one only the bundled map stood in, which most operators' maps begin as.
      if (before.size === 0) return
      const isAsItWas = (id: string) => plainId(id) !== id || before.get(id) === identities.get(id)
      for (const memory of [...edges.values(), ...lookedAt.values()])
        for (const id of learnedOf(memory)) if (!isAsItWas(id)) forgetEndpoint(memory, id)
    },
  }
}

function learnedOf({ endpoints, models, processing }: EdgeMemory): ReadonlySet<string> {
  const keys = [...models.keys(), ...processing.keys()].filter(key => key !== retriesKey)
  return new Set([...endpoints.keys(), ...keys.map(endpointOfKey)])
}
