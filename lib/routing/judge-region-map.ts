import { ApiError } from '@/lib/openai/api-error'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import type { Problem } from '@/lib/regions/problem'
import type { RegionMap } from '@/lib/regions/region-map'
import { repeatedMembers } from '@/lib/regions/repeated-members'
import { unknownFields } from '@/lib/regions/unknown-fields'
import { type CountryRoutes, countryRoutes } from '@/lib/routing/country-routes'
import { type CanaryJudgement, judgeCanary } from '@/lib/routing/judge-canary'
import { type RegionMapChanges, regionMapChanges } from '@/lib/routing/region-map-changes'
import { type MapWarning, regionMapWarnings } from '@/lib/routing/region-map-warnings'

/** What is to be said of a map before it takes the place of another. */
export type MapJudgement = RegionMapChanges & {
  /** Whether nothing at all is wrong with it. */
  readonly valid: boolean
  readonly problems: readonly Problem[]
  readonly warnings: readonly MapWarning[]
  /** Of its canary: whose calls would go elsewhere for it; null where it has none. */
  readonly canary: CanaryJudgement | null
  /** Where the calls would go if some endpoints were down; null where that was not asked. */
  readonly whatIf: (RegionMapChanges & { readonly down: readonly string[] }) | null
}

/** A map as somebody wrote it; its value is what its text says. */
export type WrittenMap = { readonly text: string; readonly value: unknown }

type Options = {
  /** The map in force; undefined where there is none. */
  readonly live: RegionMap | undefined
  /** The endpoints of a map that may be used, as far as it does not say otherwise itself. */
  readonly usableOf: (map: RegionMap) => ReadonlySet<string>
  readonly allowPrivate: boolean
  /** The model that is asked about; undefined asks for any. */
  readonly model?: string | undefined
  /** The endpoints to suppose down. */
  readonly down?: readonly string[] | undefined
}

/** The judgement on a map, and the map itself, undefined where it is none. */
export type Judged = { readonly map: RegionMap | undefined; readonly judgement: MapJudgement }

const nothingMoves: RegionMapChanges = { changes: [], reordered: [], unknownCountry: null }

// Source: https://vercel.com/docs/edge-config/edge-config-limits
const mostCharacters = 512 * 1024
const mostProblems = 100

/** Judges a region map: what is wrong with it, what may be, and whose calls would go elsewhere than by the one in force. */
export function judgeRegionMap(written: WrittenMap, options: Options): Judged {
  const { value: map, problems } = readMap(written, options)
  if (map === undefined)
    return {
      map,
      judgement: {
        valid: false,
        problems: few(problems),
        warnings: [],
        ...nothingMoves,
        canary: null,
        whatIf: null,
      },
    }
  const usable = options.usableOf(map)
  const routes = countryRoutes(map, { usable, model: options.model })
  const canary = map.canary && judgeCanary(map.canary, { ...options, routes, model: options.model })
  return {
    map,
    judgement: {
      valid: problems.length === 0,
      problems: few(problems),
      warnings: [
        ...warningsOf(written),
        ...regionMapWarnings(map, { routes, usable }),
        ...(canary?.warnings ?? []),
      ],
      ...regionMapChanges(routesNow(options), routes),
      canary: canary?.judgement ?? null,
      whatIf: suppose(map, { routes, usable, ...options }),
    },
  }
}

function readMap({ text, value }: WrittenMap, { allowPrivate }: Options): ReturnType<typeof parseRegionMap> {
  if (text.length <= mostCharacters) return parseRegionMap(value, { allowPrivate })
  const message = `expected at most ${mostCharacters} characters, as many as an Edge Config store holds`
  return { value: undefined, problems: [{ path: '', message }] }
}

function few(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= mostProblems) return problems
  const rest = problems.length - mostProblems
  return [...problems.slice(0, mostProblems), { path: '', message: `and ${rest} more problems` }]
}

function warningsOf({ text, value }: WrittenMap): readonly MapWarning[] {
  return [
    ...repeatedMembers(text).map(each => ({ kind: 'repeated-member' as const, ...each })),
    ...unknownFields(value).map(each => ({ kind: 'unknown-field' as const, ...each })),
  ]
}

function routesNow({ live, usableOf, model }: Options): CountryRoutes {
  return live === undefined ? new Map() : countryRoutes(live, { usable: usableOf(live), model })
}

type Supposed = Pick<Options, 'down' | 'model'> & {
  readonly routes: CountryRoutes
  readonly usable: ReadonlySet<string>
}

function suppose(map: RegionMap, { down = [], model, routes, usable }: Supposed): MapJudgement['whatIf'] {
  if (down.length === 0) return null
  const unknown = down.find(id => !map.endpoints.has(id))
  if (unknown !== undefined)
    throw new ApiError(
      'invalid_request',
      `Invalid 'down': expected endpoints of the map: ${[...map.endpoints.keys()].join(', ')}.`,
      { param: 'down' },
    )
  const left = new Set([...usable].filter(id => !down.includes(id)))
  return { down, ...regionMapChanges(routes, countryRoutes(map, { usable: left, model })) }
}
