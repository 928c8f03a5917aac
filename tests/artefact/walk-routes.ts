import { fillIn } from './fill-in'
import type { Asked } from './holds'
import { type Captured, matchRoute } from './match-route'
import type { Phase, Route, RoutingTable, StaticFile } from './routing-table'

/** How far a request has come: the path it is at by now, and what the routes passed have said of its answer. */
export type Walk = {
  readonly path: string
  /** What rewrites have added to the query. */
  readonly query: Readonly<Record<string, string>>
  readonly status: number | undefined
  readonly headers: readonly AnswerHeader[]
  /** How many of the first routes lie behind. */
  readonly passed: number
}

/** A header that routes give to an answer; one that is not important yields to the answer's own. */
export type AnswerHeader = { readonly name: string; readonly value: string; readonly isImportant: boolean }

/** Where a walk leads. */
export type Step =
  | { readonly kind: 'middleware'; readonly service: string; readonly walk: Walk }
  | { readonly kind: 'function'; readonly service: string; readonly walk: Walk }
  | { readonly kind: 'file'; readonly file: StaticFile; readonly walk: Walk }
  | { readonly kind: 'nothing'; readonly walk: Walk }

type Phased = { readonly phase: Phase; readonly table: RoutingTable; readonly asked: Asked }

/** The walk of a request that has only just come. */
export function beginWalk(path: string): Walk {
  return { path, query: {}, status: undefined, headers: [], passed: 0 }
}

/** Leads a request through the phases of a table, as far as the next middleware or to what answers it. */
export function walkRoutes(walk: Walk, given: { table: RoutingTable; asked: Asked }): Step {
  const first = walkFirst(walk, { ...given, phase: 'first' })
  if (first.step !== undefined) return first.step
  let at = first.walk
  for (const phase of ['filesystem', 'miss', 'rewrite', 'resource'] as const) {
    const passed = walkPhase(at, { ...given, phase })
    if (passed.step !== undefined) return passed.step
    at = passed.walk
  }
  return fail({ ...at, status: at.status ?? 404 }, { ...given, phase: 'error' })
}

type Passed = { readonly step?: Step; readonly walk: Walk }

function walkFirst(begun: Walk, given: Phased): Passed {
  const routes = given.table.phases.first
  let walk = begun
  for (let at = begun.passed; at < routes.length; at++) {
    const route = routes[at]
    const captured = route && matchRoute(route, { path: walk.path, asked: given.asked })
    if (!route || !captured) continue
    if (isRedirect(walk)) return { step: { kind: 'nothing', walk }, walk }
    if (route.middlewarePath !== undefined) {
      const service = given.table.functions[route.middlewarePath]
      if (service === undefined) throw new Error(`There is no middleware ${route.middlewarePath}.`)
      return { step: { kind: 'middleware', service, walk: { ...walk, passed: at + 1 } }, walk }
    }
    walk = follow(walk, { route, captured })
    if (!route.continue) return arrive(walk, { route, given })
  }
  if (isRedirect(walk)) return { step: { kind: 'nothing', walk }, walk }
  const step = find(walk, given)
  return step ? { step, walk } : { walk }
}

function walkPhase(begun: Walk, given: Phased): Passed {
  let walk = begun
  for (const route of given.table.phases[given.phase]) {
    const captured = matchRoute(route, { path: walk.path, asked: given.asked })
    if (captured === undefined) continue
    walk = follow(walk, { route, captured })
    if (route.continue) continue
    const { step } = arrive(walk, { route, given })
    if (step !== undefined) return { step, walk }
  }
  return { walk }
}

/** What stands at the path that a route leads to; a route that has it checked lets the walk go on without. */
function arrive(walk: Walk, { route, given }: { route: Route; given: Phased }): Passed {
  const step = isRedirect(walk) ? { kind: 'nothing' as const, walk } : find(walk, given)
  if (step !== undefined) return { step, walk }
  return route.check ? { walk } : { step: fail({ ...walk, status: walk.status ?? 404 }, given), walk }
}

function follow(walk: Walk, { route, captured }: { route: Route; captured: Captured }): Walk {
  const headers = Object.entries(route.headers ?? {}).map(([name, value]) => ({
    name: name.toLowerCase(),
    value: fillIn(value, captured),
    isImportant: route.important === true,
  }))
  const [path, query] = route.dest?.split('?', 2) ?? []
  return {
    ...walk,
    path: path === undefined ? walk.path : fillIn(path, captured),
    // Filled in one by one: what was captured is a value, whatever stands in it.
    query: { ...walk.query, ...Object.fromEntries(pairsOf(query, captured)) },
    status: route.status ?? walk.status,
    headers: headers.length > 0 ? [...walk.headers, ...headers] : walk.headers,
  }
}

function pairsOf(query: string | undefined, captured: Captured): [string, string][] {
  return [...new URLSearchParams(query)].map(([name, value]) => [name, fillIn(value, captured)])
}

function isRedirect({ status = 0, headers }: Walk): boolean {
  return status >= 300 && status < 400 && headers.some(({ name }) => name === 'location')
}

function find(walk: Walk, given: Phased): Step | undefined {
  const name = walk.path.replace(/^\//, '') || 'index'
  const file = own(given.table.files, name)
  const service = own(given.table.functions, name)
  if (file === undefined && service === undefined) return undefined
  const { walk: found } = hit(walk, given)
  return file
    ? { kind: 'file', file, walk: found }
    : { kind: 'function', service: service ?? '', walk: found }
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** The headers that belong to whatever is found. */
function hit(walk: Walk, { table, asked }: Phased): Passed {
  let found = walk
  for (const route of table.phases.hit) {
    const captured = matchRoute(route, { path: walk.path, asked })
    if (captured !== undefined) found = { ...follow(found, { route, captured }), path: walk.path }
  }
  return { walk: found }
}

function fail(walk: Walk, given: Phased): Step {
  for (const route of given.table.phases.error) {
    if (route.status !== undefined && route.status !== walk.status) continue
    const captured = matchRoute(route, { path: walk.path, asked: given.asked })
    if (captured === undefined) continue
    const followed = follow(walk, { route, captured })
    return find(followed, given) ?? { kind: 'nothing', walk: followed }
  }
  return { kind: 'nothing', walk }
}
