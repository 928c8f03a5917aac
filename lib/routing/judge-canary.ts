import type { Canary, RegionMap } from '@/lib/regions/region-map'
import { canaryRoutes } from '@/lib/routing/canary-routes'
import type { CountryRoutes } from '@/lib/routing/country-routes'
import { type RegionMapChanges, regionMapChanges } from '@/lib/routing/region-map-changes'
import { canaryWarnings, type MapWarning } from '@/lib/routing/region-map-warnings'

/** Whose calls a canary would send elsewhere than the map that it stands in, and how many of them. */
export type CanaryJudgement = RegionMapChanges & {
  readonly share: number
  /** null where all are drawn from. */
  readonly countries: readonly string[] | null
}

type Options = {
  readonly outer: RegionMap
  /** Where the calls of the outer map go. */
  readonly routes: CountryRoutes
  readonly usableOf: (map: RegionMap) => ReadonlySet<string>
  readonly model?: string | undefined
}

type JudgedCanary = {
  readonly judgement: CanaryJudgement
  readonly warnings: readonly MapWarning[]
  /** Where its calls would go. */
  readonly routes: CountryRoutes
}

/** Judges a map's canary as the map itself is judged: what may be wrong with it, by its place in the document, and who would move. */
export function judgeCanary(canary: Canary, options: Options): JudgedCanary {
  const { map, share, countries } = canary
  const { routes, usableOf, model } = options
  const { all, own } = canaryRoutes(canary, options)
  return {
    judgement: {
      share,
      countries: countries ? [...countries] : null,
      ...regionMapChanges(routes, all),
    },
    warnings: canaryWarnings(canary, { routes: own, usable: usableOf(map), model }).map(inCanary),
    routes: all,
  }
}

function inCanary({ kind, path, message }: MapWarning): MapWarning {
  return { kind, path: `canary.map.${plainText(path)}`, message: plainText(message) }
}

function plainText(text: string): string {
  return text.replaceAll(/canary\/([\w.-]+)@[0-9a-f]{16}/g, '$1')
}
