import type { Dependencies } from '@/lib/gateway/dependencies'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import type { BoardRow } from '@/lib/health/health-board'
import { stillSeenMs } from '@/lib/health/summarize-endpoint'
import type { RegionMap } from '@/lib/regions/region-map'

/** What a run of probes found, and what it could not look at: nothing in it names a URL. */
export type ProbeReport = {
  readonly edge: string
  readonly endpoints: readonly {
    readonly endpoint: string
    /** By this run; otherwise what follows is what another instance of the edge has found last. */
    readonly probed: boolean
    readonly reachable: boolean | null
    readonly roundTripMs: number | null
    /** In milliseconds since the epoch. */
    readonly checkedAt: number | null
  }[]
  readonly skipped: readonly { readonly endpoint: string; readonly reason: 'disabled' | 'no-upstream-key' }[]
  /** The edges that have probed in the last day and not in the last ten minutes: what they knew counts no more. */
  readonly idleEdges: readonly string[]
}

type Found = {
  readonly edge: string
  readonly begunAt: number
  readonly map: RegionMap | undefined
  readonly rows: readonly BoardRow[]
}

/** Reports what is known at an edge after a run of probes that began at a moment. */
export function probeReport(
  found: Found,
  { health, keyOf, effects }: Pick<Dependencies, 'health' | 'keyOf' | 'effects'>,
): ProbeReport {
  const { edge, begunAt, map, rows } = found
  const all = [...(map?.endpoints.values() ?? [])]
  const withKey = map === undefined ? new Set<string>() : endpointsWithKey(map, keyOf)
  const own = health.of(edge).endpoints
  const asked = all.filter(({ id, state }) => state !== 'disabled' && withKey.has(id))
  return {
    edge,
    endpoints: asked.map(({ id }) => {
      const known = own.get(id)
      if (known === undefined || known.probedAt < begunAt) return elsewhere(id, found)
      const { reachable, roundTrips, checkedAt } = known
      const roundTripMs = reachable ? (roundTrips.at(-1) ?? null) : null
      return { endpoint: id, probed: true, reachable, roundTripMs, checkedAt }
    }),
    skipped: all
      .filter(endpoint => !asked.includes(endpoint))
      .map(({ id, state }) => ({
        endpoint: id,
        reason: state === 'disabled' ? 'disabled' : 'no-upstream-key',
      })),
    idleEdges: idleEdges(rows, effects.now()),
  }
}

function elsewhere(endpoint: string, { edge, rows }: Found): ProbeReport['endpoints'][number] {
  const row = rows.find(each => each.edge === edge && each.endpoint === endpoint)
  if (row === undefined)
    return { endpoint, probed: false, reachable: null, roundTripMs: null, checkedAt: null }
  const { reachable, roundTripMs, at } = row
  return { endpoint, probed: false, reachable, roundTripMs: reachable ? roundTripMs : null, checkedAt: at }
}

function idleEdges(rows: readonly BoardRow[], now: number): readonly string[] {
  const seen = new Set(rows.filter(({ at }) => now - at <= stillSeenMs).map(({ edge }) => edge))
  return [...new Set(rows.map(({ edge }) => edge))].filter(edge => !seen.has(edge)).sort()
}
