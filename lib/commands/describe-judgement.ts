import type { Problem } from '@/lib/regions/problem'
import { someOf } from '@/lib/regions/some-of'
import { changeGroups } from '@/lib/routing/change-groups'
import type { MapJudgement } from '@/lib/routing/judge-region-map'
import type { Move, RegionMapChanges } from '@/lib/routing/region-map-changes'

/** What is wrong with a map and what may be, one line each. */
export function describeFaults({
  problems,
  warnings,
}: Pick<MapJudgement, 'problems' | 'warnings'>): string[] {
  const line = (kind: string, { path, message }: Problem) =>
    [kind.padEnd(7), path === '' ? '(map)' : path, message].join('  ')
  return [...problems.map(each => line('problem', each)), ...warnings.map(each => line('warning', each))]
}

/** Who would go elsewhere: a line for each way that countries go together. */
export function describeChanges({ changes, reordered, unknownCountry }: RegionMapChanges): string[] {
  if (changes.length === 0 && reordered.length === 0 && unknownCountry === null)
    return ['No country would change endpoint.']
  const ways = changeGroups(changes).map(group => ({ way: describeMove(group), countries: group.countries }))
  const widest = Math.max(0, ...ways.map(({ way }) => way.length))
  return [
    `${changes.length} of 249 countries would begin with another endpoint${changes.length === 0 ? '.' : ':'}`,
    ...ways.map(
      ({ way, countries }) => `  ${way.padEnd(widest)}  ${someOf(countries.map(({ country }) => country))}`,
    ),
    ...(reordered.length === 0 ? [] : [`${reordered.length} more would fail over in another order.`]),
    ...(unknownCountry === null ? [] : [`Callers of unknown country: ${describeMove(unknownCountry)}`]),
  ]
}

/** Who would go elsewhere for a map's canary; nothing where it has none. */
export function describeCanary({ canary }: Pick<MapJudgement, 'canary'>): string[] {
  if (canary === null) return []
  const { share, countries } = canary
  const whose = countries === null ? '' : ` from ${someOf(countries)}`
  return [
    `Canary, for ${Math.round(share * 1000) / 10} % of the callers${whose}:`,
    ...describeChanges(canary),
  ]
}

function describeMove({ from, to, reason }: Move): string {
  return `${from ?? 'refused'} -> ${to === null ? 'refused' : `${to} (${reason})`}`
}
