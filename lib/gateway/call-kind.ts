import type { OperationName } from '@/lib/operations/operations'
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
  const listed = country === undefined ? [] : listsOf(country, map)
  return [
    country,
    model,
    zone,
    zones?.join(' '),
    operation,
    [...listed, map.default].map(ids => ids.join(' ')).join('/'),
    ...(isCanary ? ['canary'] : []),
  ].join('|')
}

function listsOf(country: string, { countries, zones }: Kind['map']): readonly (readonly string[])[] {
  const ofZones = zones.flatMap(zone => (zone.countries.has(country) ? [zone.endpoints] : []))
  return [countries.get(country) ?? [], ...ofZones]
}
