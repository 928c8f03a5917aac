import type { WrittenRoute } from './parse-routes'
import type { Phase, Route, RoutingTable } from './routing-table'

type Written = Pick<RoutingTable, 'functions' | 'files'> & { readonly routes: readonly WrittenRoute[] }

/** Sorts the routes of an output by phase and compiles what they match. */
export function toRoutingTable({ routes, functions, files }: Written): RoutingTable {
  const phases: Record<Phase, Route[]> = {
    first: [],
    filesystem: [],
    miss: [],
    rewrite: [],
    resource: [],
    hit: [],
    error: [],
  }
  let phase: Phase = 'first'
  for (const each of routes) {
    if ('handle' in each) phase = each.handle
    else phases[phase].push(compile(each))
  }
  return { phases, functions, files }
}

function compile({ src, caseSensitive, ...rest }: Exclude<WrittenRoute, { handle: string }>): Route {
  // A pattern stands for the whole path, whether it says so or not, and is blind to case where nothing else is said.
  const whole = `${src.startsWith('^') ? '' : '^'}${src}${src.endsWith('$') ? '' : '$'}`
  return { ...rest, src: new RegExp(whole, caseSensitive ? '' : 'i') }
}
