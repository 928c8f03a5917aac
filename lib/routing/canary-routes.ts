import { type Canary, plainId, type RegionMap } from '@/lib/regions/region-map'
import { mayBeDrawn } from '@/lib/routing/canary-side'
import { type CountryRoutes, countryRoutes, type Stop } from '@/lib/routing/country-routes'

type Options = {
  readonly outer: RegionMap
  /** Where the calls of the outer map go. */
  readonly routes: CountryRoutes
  /** Where those go whom the canary may not draw; by itself the same. */
  readonly undrawn?: CountryRoutes
  readonly usableOf: (map: RegionMap) => ReadonlySet<string>
  /** The model that is asked about; undefined asks for any. */
  readonly model?: string | undefined
}

/** Where the calls of those who go by a canary would go, and where its map alone would have them go. */
export type CanaryRoutes = { readonly all: CountryRoutes; readonly own: CountryRoutes }

/**
 * Where calls would go by a canary, as `planCanaryRoute` plans them: to its first choice, and behind it to the outer map's within
 * the canary's residency. Its own endpoints are named `canary/sin`.
 */
export function canaryRoutes(canary: Canary, options: Options): CanaryRoutes {
  const { routes, undrawn = routes, usableOf, model } = options
  const own = countryRoutes(canary.map, { usable: usableOf(canary.map), model })
  const behind = routesBehind(canary, options)
  const all: CountryRoutes = new Map(
    [...undrawn].map(([country, stops]) => {
      if (!mayBeDrawn(canary, country)) return [country, stops]
      return [country, joined(own.get(country), behind.get(country)).map(shown)]
    }),
  )
  return { all, own }
}

// Most canaries narrow nothing, and to plan for all countries takes its time.
function routesBehind({ map }: Canary, { outer, routes, usableOf, model }: Options): CountryRoutes {
  if (rulesOf(map) === rulesOf(outer)) return routes
  return countryRoutes({ ...outer, residency: map.residency }, { usable: usableOf(outer), model })
}

function rulesOf({ residency }: RegionMap): string {
  return JSON.stringify([...residency])
}

function joined([first, ...others]: readonly Stop[] = [], outer: readonly Stop[] = []): readonly Stop[] {
  const rest = outer.filter(({ endpoint }) => endpoint !== first?.endpoint)
  const known = new Set(rest.map(({ endpoint }) => endpoint))
  return [...(first ? [first] : []), ...rest, ...others.filter(({ endpoint }) => !known.has(endpoint))]
}

function shown({ endpoint, reason }: Stop): Stop {
  const id = plainId(endpoint)
  return { endpoint: id === endpoint ? id : `canary/${id}`, reason }
}
