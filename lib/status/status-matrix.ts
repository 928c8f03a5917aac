import { type Latency, latencyOf } from '@/lib/status/latency-of'
import type { Seen } from '@/lib/usage/usage-store'
import { pairOf } from '@/lib/usage/usage-sums'

/** What one edge has seen of one endpoint: to the first content of streams, or, where there were none, round trips of probes. */
export type MatrixCell = Latency & {
  readonly edge: string
  readonly endpoint: string
  readonly of: 'first-content' | 'round-trip'
}

/** A cell for each edge and endpoint of which anything was seen, and of endpoints in the map only. */
export function statusMatrix(seen: Seen, endpoints: readonly string[]): readonly MatrixCell[] {
  const latencyIn = (name: string) => latencyOf(seen.get(name) ?? { durations: new Map() })
  const values = [
    ...new Set([...seen.keys()].flatMap(name => (isPair(name) ? [pairValue(name)] : []))),
  ].sort()
  return values.flatMap((value): readonly MatrixCell[] => {
    const { edge, endpoint } = pairOf(value)
    if (!endpoints.includes(endpoint)) return []
    const traffic = latencyIn(`pair/${value}`)
    if (traffic.samples > 0) return [{ edge, endpoint, ...traffic, of: 'first-content' }]
    return [{ edge, endpoint, ...latencyIn(`probe/${value}`), of: 'round-trip' }]
  })
}

function isPair(name: string): boolean {
  return name.startsWith('pair/') || name.startsWith('probe/')
}

function pairValue(name: string): string {
  return name.slice(name.indexOf('/') + 1)
}
