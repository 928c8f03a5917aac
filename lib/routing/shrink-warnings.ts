import { counted } from '@/lib/regions/counted'
import type { Endpoint, RegionMap } from '@/lib/regions/region-map'
import { someOf } from '@/lib/regions/some-of'
import type { MapWarning } from '@/lib/routing/region-map-warnings'

// A map cut short by a mistake still parses.
const mostLost = 0.5

/**
 * What a map takes away from the one in force that hardly anybody means: most of its active endpoints, a zone's last one, or the
 * rule that a country's calls stay in some zones.
 */
export function shrinkWarnings(live: RegionMap | undefined, map: RegionMap): readonly MapWarning[] {
  if (live === undefined) return []
  const kept = activeIn(map)
  const before = activeIn(live)
  const lost = before.filter(({ id }) => !kept.some(each => each.id === id))
  const zones = [...new Set(before.map(({ zone }) => zone))].filter(
    zone => !kept.some(each => each.zone === zone),
  )
  const freed = [...live.residency.keys()].filter(country => !map.residency.has(country)).sort()
  return [
    ...(lost.length > before.length * mostLost
      ? [shrinks(`of ${counted(before.length, 'active endpoint')} ${namesOf(lost)} would be gone`)]
      : []),
    ...zones.map(zone =>
      shrinks(
        `${zone} would be left without an active endpoint: it loses ${namesOf(before.filter(each => each.zone === zone))}`,
      ),
    ),
    ...(freed.length > 0
      ? [shrinks(`calls from ${someOf(freed)} would be free to leave their zones`, 'residency')]
      : []),
  ]
}

function activeIn({ endpoints }: RegionMap): readonly Endpoint[] {
  return [...endpoints.values()].filter(({ state }) => state === 'active')
}

function namesOf(endpoints: readonly Endpoint[]): string {
  return someOf(endpoints.map(({ id }) => id))
}

function shrinks(message: string, path = 'endpoints'): MapWarning {
  return { kind: 'shrinks', path, message }
}
