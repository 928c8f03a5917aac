import { type Canary, plainId, type RegionMap } from '@/lib/regions/region-map'
import { type CountryRoutes, countryRoutes, type Stop } from '@/lib/routing/country-routes'
import { type RegionMapChanges, regionMapChanges } from '@/lib/routing/region-map-changes'
import { type MapWarning, regionMapWarnings } from '@/lib/routing/region-map-warnings'

/** Whose calls a canary would send elsewhere than the map that it stands in, and how many of them. */
export type CanaryJudgement = RegionMapChanges & {
  readonly share: number
  /** null where all are drawn from. */
  readonly countries: readonly string[] | null
}

type Options = {
  /** Where the calls of the outer map go. */
  readonly routes: CountryRoutes
  readonly usableOf: (map: RegionMap) => ReadonlySet<string>
  readonly model: string | undefined
}

/** Judges a map's canary as the map itself is judged: what may be wrong with it, by its place in the document, and who would move. */
export function judgeCanary(
  { map, share, countries }: Canary,
  { routes, usableOf, model }: Options,
): { readonly judgement: CanaryJudgement; readonly warnings: readonly MapWarning[] } {
  const usable = usableOf(map)
  const own = countryRoutes(map, { usable, model })
  const isIn = (country: string | undefined) =>
    countries === undefined || (country !== undefined && countries.has(country))
  // Where the canary has no endpoint for a call the outer map's serve it.
  const after: CountryRoutes = new Map(
    [...routes].map(([country, stops]) => {
      const first = isIn(country) ? (own.get(country) ?? []) : []
      return [country, first.length > 0 ? first.map(shown) : stops]
    }),
  )
  return {
    judgement: { share, countries: countries ? [...countries] : null, ...regionMapChanges(routes, after) },
    warnings: regionMapWarnings(map, { routes: own, usable }).map(inCanary),
  }
}

function shown({ endpoint, reason }: Stop): Stop {
  const id = plainId(endpoint)
  return { endpoint: id === endpoint ? id : `canary/${id}`, reason }
}

function inCanary({ kind, path, message }: MapWarning): MapWarning {
  return {
    kind,
    path: path === '' ? 'canary.map' : `canary.map.${plainText(path)}`,
    message: plainText(message),
  }
}

function plainText(text: string): string {
  return text.replaceAll(/canary\/([\w.-]+)@[0-9a-f]{16}/g, '$1')
}
