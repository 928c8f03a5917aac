import type * as z from 'zod'
import { isObject } from '@/lib/openai/is-object'
import { joinPath } from '@/lib/openai/join-path'
import { toEndpoint } from '@/lib/regions/endpoint-row'
import { knownReferences } from '@/lib/regions/known-references'
import type { Problem } from '@/lib/regions/problem'
import type { RegionMap } from '@/lib/regions/region-map'
import { type RegionMapDocument, regionMapDocument } from '@/lib/regions/region-map-document'

/** A usable map and what was dropped from it, or, where the document is no region map, only the problems. */
export type ParsedMap = { readonly value: RegionMap | undefined; readonly problems: readonly Problem[] }

const sections = ['version', 'endpoints', 'countries', 'zones', 'residency', 'default', '$schema']

// Beyond this a document is a mistake, and reading its rows would cost each instance noticeable time.
const maxEndpoints = 256

const noOthers: readonly string[] = []

// In these a faulty entry can be left out and the rest stays right. Not so in `residency`: a rule that cannot be
// read cannot be kept, so a fault there refuses the document, and the last good map stays in force.
const sectionsOfRows = ['endpoints', 'countries', 'zones']

/**
 * Reads a region map without a canary from any value; every fault is reported at once, faulty rows are dropped. `others` are
 * the sections that somebody else reads.
 */
export function parsePlainMap(value: unknown, { allowPrivate = false, others = noOthers } = {}): ParsedMap {
  const schema = regionMapDocument({ allowPrivate })
  const unknown = unknownSections(value, [...sections, ...others])
  if (endpointsIn(value) > maxEndpoints) {
    const problem = { path: 'endpoints', message: `expected at most ${maxEndpoints} endpoints` }
    return { value: undefined, problems: [...unknown, problem] }
  }
  const first = schema.safeParse(value)
  if (first.success) return referenced(first.data, unknown)
  const problems = [...unknown, ...first.error.issues.map(toProblem)]
  const faulty = first.error.issues.map(issue => issue.path)
  if (!faulty.every(isRow)) return { value: undefined, problems }
  const rest = schema.safeParse(withoutRows(value, faulty))
  // Where no endpoint is left, the faults of their rows are all that there is to be corrected.
  return rest.success ? referenced(rest.data, problems) : { value: undefined, problems }
}

function endpointsIn(value: unknown): number {
  return isObject(value) && isObject(value.endpoints) ? Object.keys(value.endpoints).length : 0
}

function referenced(document: RegionMapDocument, problems: readonly Problem[]): ParsedMap {
  const map = {
    endpoints: new Map(Object.entries(document.endpoints).map(([id, row]) => [id, toEndpoint(id, row)])),
    countries: new Map(Object.entries(document.countries)),
    zones: Object.entries(document.zones).map(([name, zone]) => ({
      name,
      countries: new Set(zone.countries),
      endpoints: zone.endpoints,
    })),
    residency: new Map(Object.entries(document.residency)),
    default: document.default,
  }
  const known = knownReferences(map)
  return { value: known.map, problems: [...problems, ...known.problems] }
}

// A section that nobody reads is most likely one whose name is misspelt.
function unknownSections(value: unknown, known: readonly string[]): readonly Problem[] {
  if (!isObject(value) || Array.isArray(value)) return []
  const unknown = Object.keys(value).filter(name => !known.includes(name))
  return unknown.map(name => ({ path: name, message: `no such section; there are ${known.join(', ')}` }))
}

function isRow(path: readonly PropertyKey[]): boolean {
  return path.length > 1 && sectionsOfRows.includes(String(path[0]))
}

function withoutRows(value: unknown, paths: readonly (readonly PropertyKey[])[]): unknown {
  const names = new Set(paths.map(([section, row]) => `${String(section)} ${String(row)}`))
  return mapEntries(value, (section, rows) =>
    sectionsOfRows.includes(section)
      ? mapEntries(rows, (row, content) => (names.has(`${section} ${row}`) ? undefined : content))
      : rows,
  )
}

function mapEntries(value: unknown, replace: (key: string, content: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, content]) => [key, replace(key, content)] as const)
  return Object.fromEntries(entries.filter(([, content]) => content !== undefined))
}

/** A fault that zod has found, as operators are told. */
export function toProblem(issue: z.core.$ZodIssue): Problem {
  const inKey = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined
  return { path: joinPath(issue.path), message: inKey ?? issue.message.replace(/^Invalid input: /, '') }
}
