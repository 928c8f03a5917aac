import { type Asked, holds } from './holds'
import type { Route } from './routing-table'

/** What the parentheses of a route and of its conditions matched, by number and by name. */
export type Captured = Readonly<Record<string, string>>

/** Whether a route is for a request at a path, and what it captured. */
export function matchRoute(
  route: Route,
  { path, asked }: { path: string; asked: Asked },
): Captured | undefined {
  const match = route.src.exec(path)
  if (match === null) return undefined
  if (route.methods !== undefined && !route.methods.includes(asked.method)) return undefined
  if (route.missing?.some(condition => holds(condition, asked) !== undefined)) return undefined
  const captured: Record<string, string> = { ...match.groups }
  for (let at = 1; at < match.length; at++) captured[at] = match[at] ?? ''
  for (const condition of route.has ?? []) {
    const named = holds(condition, asked)
    if (named === undefined) return undefined
    Object.assign(captured, named)
  }
  return captured
}
