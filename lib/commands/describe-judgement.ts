import { drawnCallers } from '@/lib/gateway/drawn-callers'
import type { Problem } from '@/lib/regions/problem'
import { someOf } from '@/lib/regions/some-of'
import type { CanaryChange } from '@/lib/routing/canary-change'
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

/** What becomes of the live map's canary, and who would go elsewhere for the map's; nothing where neither has one. */
export function describeCanary({
  canary,
  canaryChange,
}: Pick<MapJudgement, 'canary' | 'canaryChange'>): string[] {
  const heading = canary === null ? [] : [`Canary, for ${drawnCallers(canary)}:`, ...describeChanges(canary)]
  return [...(canaryChange === null ? [] : describeCanaryChange(canaryChange)), ...heading]
}

function describeCanaryChange({ from, to, redrawn }: CanaryChange): string[] {
  // One that begins is told by who would go elsewhere for it.
  if (from === null) return []
  if (to === null) return [`The canary for ${drawnCallers(from)} would end.`]
  const isSame = JSON.stringify(from) === JSON.stringify(to)
  return [
    ...(isSame ? [] : [`Canary: ${drawnCallers(from)} -> ${drawnCallers(to)}.`]),
    ...(redrawn ? ['The canary’s map is another: other callers are drawn.'] : []),
  ]
}

/** Where calls would go if endpoints were down, those of the canary too; nothing where that was not asked. */
export function describeWhatIf({ whatIf }: Pick<MapJudgement, 'whatIf'>): string[] {
  if (whatIf === null) return []
  const { down, canary } = whatIf
  return [
    `If ${down.join(', ')} were down:`,
    ...describeChanges(whatIf),
    ...(canary === null ? [] : ['Of those who go by the canary:', ...describeChanges(canary)]),
  ]
}

function describeMove({ from, to, reason }: Move): string {
  return `${from ?? 'refused'} -> ${to === null ? 'refused' : `${to} (${reason})`}`
}
