import { type Canary, plainId, type RegionMap } from '@/lib/regions/region-map'
import { mayBeDrawn } from '@/lib/routing/canary-side'
import { type CountryRoutes, countryRoutes, type Stop } from '@/lib/routing/country-routes'

type Options = {
  readonly outer: RegionMap
  /** Where the calls of the outer map go. */
  readonly routes: CountryRoutes
  readonly usableOf: (map: RegionMap) => ReadonlySet<string>
  /** The model that is asked about; undefined asks for any. */
  readonly model?: string | undefined
}

/**
 * Where the calls of those who go by a canary would go, as `planCanaryRoute` plans them: its first choice, and behind it the outer
 * map's within the canary's residency. Whom it may not draw goes by the outer map. Its own endpoints are named `canary/sin`.
 */
export function canaryRoutes(canary: Canary, { outer, routes, usableOf, model }: Options): CountryRoutes {
  const { map } = canary
  const own = countryRoutes(map, { usable: usableOf(map), model })
  const behind = countryRoutes({ ...outer, residency: map.residency }, { usable: usableOf(outer), model })
  return new Map(
    [...routes].map(([country, stops]) => {
      if (!mayBeDrawn(canary, country)) return [country, stops]
      return [country, joined(own.get(country), behind.get(country)).map(shown)]
    }),
  )
}

function joined([first, ...others]: readonly Stop[] = [], outer: readonly Stop[] = []): readonly Stop[] {
  const rest = outer.filter(({ endpoint }) => endpoint !== first?.endpoint)
  const left = others.filter(({ endpoint }) => !rest.some(each => each.endpoint === endpoint))
  return [...(first ? [first] : []), ...rest, ...left]
}

function shown({ endpoint, reason }: Stop): Stop {
  const id = plainId(endpoint)
  return { endpoint: id === endpoint ? id : `canary/${id}`, reason }
}
