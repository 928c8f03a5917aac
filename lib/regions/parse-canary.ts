import { isObject } from '@/lib/openai/is-object'
import { bindCanary } from '@/lib/regions/bind-canary'
import { canaryHead } from '@/lib/regions/canary-document'
import { fingerprint } from '@/lib/regions/fingerprint'
import { parsePlainMap, toProblem } from '@/lib/regions/parse-plain-map'
import type { Problem } from '@/lib/regions/problem'
import type { Canary, RegionMap } from '@/lib/regions/region-map'

type Options = {
  readonly allowPrivate: boolean
  /** The map that it stands in; undefined where that is none. */
  readonly outer: RegionMap | undefined
}

type ParsedCanary = { readonly value: Canary | undefined; readonly problems: readonly Problem[] }

const fields = ['share', 'countries', 'map']

/**
 * Reads a region map's canary from any value. Unlike the map itself it has no rows that may be dropped: with holes in it, it
 * would try out something else than what its operator means to make the live map.
 */
export function parseCanary(value: unknown, { allowPrivate, outer }: Options): ParsedCanary {
  const head = canaryHead.safeParse(value)
  // A list has a `map` too, which is no region map.
  const inner =
    isObject(value) && !Array.isArray(value) ? parsePlainMap(value.map, { allowPrivate }) : undefined
  const problems = [
    ...(head.success ? [] : head.error.issues.map(toProblem).map(within('canary'))),
    ...unknownFields(value).map(within('canary')),
    ...(inner?.problems ?? []).map(within('canary.map')),
  ]
  const map = inner?.value
  if (problems.length > 0 || !head.success || map === undefined || outer === undefined)
    return { value: undefined, problems }
  const bound = bindCanary(map, outer)
  if (bound.problems.length > 0)
    return { value: undefined, problems: bound.problems.map(within('canary.map')) }
  const { share, countries } = head.data
  return {
    value: {
      version: fingerprint(JSON.stringify(value)),
      seed: fingerprint(JSON.stringify(isObject(value) ? value.map : undefined)),
      share,
      countries: countries && new Set(countries),
      ...bound.value,
    },
    problems: [],
  }
}

function unknownFields(value: unknown): readonly Problem[] {
  const unknown = Object.keys(isObject(value) ? value : {}).filter(name => !fields.includes(name))
  return unknown.map(name => ({ path: name, message: `no such field; there are ${fields.join(', ')}` }))
}

function within(place: string) {
  return ({ path, message }: Problem): Problem => ({
    path: path === '' ? place : `${place}.${path}`,
    message,
  })
}
