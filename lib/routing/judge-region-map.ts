import { ApiError } from '@/lib/openai/api-error'
import { counted } from '@/lib/regions/counted'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import type { Problem } from '@/lib/regions/problem'
import type { RegionMap } from '@/lib/regions/region-map'
import { someOf } from '@/lib/regions/some-of'
import { type CanaryChange, canaryChange } from '@/lib/routing/canary-change'
import { type CountryRoutes, countryRoutes } from '@/lib/routing/country-routes'
import { type CanaryJudgement, judgeCanary } from '@/lib/routing/judge-canary'
import { type RegionMapChanges, regionMapChanges } from '@/lib/routing/region-map-changes'
import { type MapWarning, regionMapWarnings } from '@/lib/routing/region-map-warnings'
import { shrinkWarnings } from '@/lib/routing/shrink-warnings'
import { namesForDown, supposeDown, type WhatIf } from '@/lib/routing/suppose-down'
import { type WrittenMap, writtenMapWarnings } from '@/lib/routing/written-map-warnings'

/** What is to be said of a map before it takes the place of another. */
export type MapJudgement = RegionMapChanges & {
  /** Whether nothing at all is wrong with it. */
  readonly valid: boolean
  readonly problems: readonly Problem[]
  readonly warnings: readonly MapWarning[]
  /** Of its canary: whose calls would go elsewhere for it; null where it has none. */
  readonly canary: CanaryJudgement | null
  /** What becomes of the canary of the map in force; null where nothing does. */
  readonly canaryChange: CanaryChange | null
  /** Where the calls would go if some endpoints were down; null where that was not asked. */
  readonly whatIf: WhatIf | null
}

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

// As many as the largest store of Edge Config holds.
const mostCharacters = 512 * 1024
const mostProblems = 100

/** Judges a region map: what is wrong with it, what may be, and whose calls would go elsewhere than by the one in force. */
export function judgeRegionMap(written: WrittenMap, options: Options): Judged {
  if (written.text.length > mostCharacters) {
    const message = `expected at most ${mostCharacters} characters, as many as the largest store of Edge Config holds`
    return refused({ problems: [{ path: '', message }], warnings: [] })
  }
  const { value: map, problems } = parseRegionMap(written.value, options)
  const warnings = writtenMapWarnings(written)
  if (map === undefined) return refused({ problems, warnings })
  const { live, usableOf, model } = options
  const usable = usableOf(map)
  const routes = countryRoutes(map, { usable, model })
  const canary = map.canary && judgeCanary(map.canary, { ...options, outer: map, routes })
  const { down, unknown } = downIn(map, { ...options, problems })
  return {
    map,
    judgement: {
      valid: problems.length === 0,
      problems: [...few(problems), ...unknown],
      warnings: [
        ...warnings,
        ...shrinkWarnings(live, map),
        ...regionMapWarnings(map, { routes, usable, model }),
        ...(canary?.warnings ?? []),
      ],
      ...regionMapChanges(routesNow(options), routes),
      canary: canary?.judgement ?? null,
      canaryChange: canaryChange(live?.canary, map.canary),
      whatIf:
        down.length === 0 ? null : supposeDown(map, { ...options, down, routes, byCanary: canary?.routes }),
    },
  }
}

const nothingMoves: RegionMapChanges = { changes: [], reordered: [], unknownCountry: null }

function refused({ problems, warnings }: Pick<MapJudgement, 'problems' | 'warnings'>): Judged {
  const nothing = { ...nothingMoves, canary: null, canaryChange: null, whatIf: null }
  return { map: undefined, judgement: { valid: false, problems: few(problems), warnings, ...nothing } }
}

function few(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= mostProblems) return problems
  const rest = problems.length - mostProblems
  return [...problems.slice(0, mostProblems), { path: '', message: `and ${counted(rest, 'more problem')}` }]
}

function routesNow({ live, usableOf, model }: Options): CountryRoutes {
  return live === undefined ? new Map() : countryRoutes(live, { usable: usableOf(live), model })
}

type Asked = Pick<Options, 'down'> & { readonly problems: readonly Problem[] }

// The row of an unknown endpoint may be among those that were dropped, and why is the answer. Where none was, the question is wrong.
function downIn(map: RegionMap, { down = [], problems }: Asked) {
  const names = namesForDown(map)
  const unknown = down.filter(name => !names.has(name))
  if (unknown.length === 0) return { down, unknown: [] }
  const there = [...names.keys()].join(', ')
  if (problems.length === 0)
    throw new ApiError('invalid_request', `Invalid 'down': expected endpoints of the map: ${there}.`, {
      param: 'down',
    })
  const message = `${someOf(unknown)}, to be supposed down: expected endpoints of the map: ${there}`
  return { down: down.filter(name => names.has(name)), unknown: [{ path: '', message }] }
}
