import { plainId, type RegionMap } from '@/lib/regions/region-map'
import { canaryRoutes } from '@/lib/routing/canary-routes'
import { type CountryRoutes, countryRoutes } from '@/lib/routing/country-routes'
import { type RegionMapChanges, regionMapChanges } from '@/lib/routing/region-map-changes'

/** Where calls would go if endpoints were down. */
export type WhatIf = RegionMapChanges & {
  readonly down: readonly string[]
  /** The same of those who go by the canary; null where there is none. */
  readonly canary: RegionMapChanges | null
}

type Options = {
  readonly down: readonly string[]
  /** Where the calls go as it is, and where those of the canary; undefined where there is none. */
  readonly routes: CountryRoutes
  readonly byCanary: CountryRoutes | undefined
  readonly usableOf: (map: RegionMap) => ReadonlySet<string>
  readonly model?: string | undefined
}

/** Says whose calls would go elsewhere if endpoints were down, named as `namesForDown` has them. */
export function supposeDown(map: RegionMap, options: Options): WhatIf {
  const { down, routes, byCanary, usableOf, model } = options
  const names = namesForDown(map)
  const gone = new Set(down.map(name => names.get(name)))
  const leftOf = (each: RegionMap) => new Set([...usableOf(each)].filter(id => !gone.has(id)))
  const after = countryRoutes(map, { usable: leftOf(map), model })
  const left = { outer: map, routes: after, undrawn: routes, usableOf: leftOf, model }
  const { canary } = map
  return {
    down,
    ...regionMapChanges(routes, after),
    canary: canary && byCanary ? regionMapChanges(byCanary, canaryRoutes(canary, left).all) : null,
  }
}

/**
 * The endpoints that may be supposed down, by what they are called: `sin`, or `canary/sin` where the canary has another of this
 * name; one that the canary alone has may be called either.
 */
export function namesForDown({ endpoints, canary }: RegionMap): ReadonlyMap<string, string> {
  const own = canary?.own ?? []
  return new Map([
    ...own.map(id => [plainId(id), id] as const),
    ...own.map(id => [`canary/${plainId(id)}`, id] as const),
    ...[...endpoints.keys()].map(id => [id, id] as const),
  ])
}
