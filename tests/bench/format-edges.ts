import { edges } from './edges'
import type { Outcome, PolicyResult } from './outcome'
import { quantile } from './quantile'

/** For each edge, by how much more the product's median is than the oracle's, and where both sent the calls. */
export function formatEdges(results: readonly PolicyResult[]): readonly string[] {
  const of = (name: string) => results.find(({ policy }) => policy === name)?.outcomes ?? []
  return edges.flatMap(({ id }) => {
    const [own, best] = [of('isochrone'), of('oracle')].map(all => all.filter(({ call }) => call.edge === id))
    if (own === undefined || best === undefined || own.length === 0 || best.length === 0) return []
    const excess = median(own) - median(best)
    return [`${id}  ${excess.toFixed(0).padStart(5)} ms more  isochrone: ${used(own)}; oracle: ${used(best)}`]
  })
}

function median(outcomes: readonly Outcome[]): number {
  const times = outcomes.flatMap(({ firstContentMs }) => firstContentMs ?? [])
  return quantile(
    times.sort((one, other) => one - other),
    0.5,
  )
}

function used(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>()
  for (const { endpoint = 'none' } of outcomes) counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1)
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([endpoint, count]) => `${endpoint} ${count}`)
    .join(', ')
}
