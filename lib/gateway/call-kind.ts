import type { OperationName } from '@/lib/operations/operations'
import { fingerprint } from '@/lib/regions/fingerprint'
import type { RegionMap } from '@/lib/regions/region-map'

type Kind = {
  readonly map: Pick<RegionMap, 'countries' | 'zones' | 'default'>
  readonly country: string | undefined
  readonly model: string | undefined
  readonly zone: string | undefined
  readonly zones: readonly string[] | undefined
  readonly operation: OperationName | undefined
  /** Whether they go by a canary. */
  readonly isCanary?: boolean
}

/**
 * Calls of one kind have the same candidates in the same prior order, and so one endpoint that leads. Where the operator lists
 * others for their country they are of another kind, so that what led before does not hold the new list up.
 */
export function callKind({ map, country, model, zone, zones, operation, isCanary = false }: Kind): string {
  return [
    country,
    model,
    zone,
    zones?.join(' '),
    operation,
    listsFor(country, map),
    ...(isCanary ? ['canary'] : []),
  ].join('|')
}

// By the map as it was read, which serves many calls.
const known = new WeakMap<Kind['map'], Map<string | undefined, string>>()

function listsFor(country: string | undefined, map: Kind['map']): string {
  const prints = known.get(map) ?? new Map<string | undefined, string>()
  known.set(map, prints)
  const print = prints.get(country) ?? fingerprint(JSON.stringify(listsOf(country, map)))
  prints.set(country, print)
  return print
}

function listsOf(country: string | undefined, { countries, zones, default: others }: Kind['map']) {
  if (country === undefined) return [others]
  const ofZones = zones.flatMap(zone => (zone.countries.has(country) ? [zone.endpoints] : []))
  return [countries.get(country) ?? [], ...ofZones, others]
}
