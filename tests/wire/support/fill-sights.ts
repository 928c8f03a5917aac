import type { UsageStore } from '@/lib/usage/usage-store'
import { noSums, probeRows, type SumRow } from '@/lib/usage/usage-sums'

type Filled = {
  readonly endpoints: readonly string[]
  readonly edges: readonly string[]
  readonly countries: readonly string[]
  readonly random: () => number
}

/** What one stretch of time has seen: each edge of each endpoint, by so many streams and by a probe. */
export function fillSights(
  streams: number,
  { endpoints, edges, countries, random }: Filled,
): readonly SumRow[] {
  const pairs = endpoints.flatMap(endpoint => edges.map(edge => ({ edge, endpoint })))
  return pairs.flatMap((pair, at) => {
    const country = countries[at % countries.length]
    const tries = Array.from({ length: streams }, () => 200 * Math.exp(random() * 4)).flatMap(durationMs => {
      const sums = {
        ...noSums,
        requests: 1,
        errors: random() < 0.02 ? 1 : 0,
        rescued: random() < 0.01 ? 1 : 0,
      }
      return [
        { kind: 'pair', name: `pair/${pair.edge}|${pair.endpoint}`, sums, durationMs },
        { kind: 'place', name: `place/${country}|${pair.endpoint}`, sums, durationMs },
        { kind: 'tried', name: `tried/${pair.endpoint}`, sums, durationMs },
      ] as const
    })
    return [...tries, ...probeRows(pair, { reachable: random() < 0.99, roundTripMs: 5 + random() * 300 })]
  })
}

// More do not fit into one request.
const rowsAtOnce = 2000

/** Writes what stretches of time have seen, each at its moment. */
export async function writeSights(
  usage: UsageStore,
  stretches: readonly { readonly at: number; readonly rows: readonly SumRow[] }[],
): Promise<void> {
  for (const { at, rows } of stretches)
    for (let first = 0; first < rows.length; first += rowsAtOnce)
      await usage.addSeen(rows.slice(first, first + rowsAtOnce), at)
}
