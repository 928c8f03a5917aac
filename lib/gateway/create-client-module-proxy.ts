/**
 * Stands in the edge functions for all of React's server renderer, of which Next takes this one name, to stand in for a
 * context of its pages. A route handler reads none of it.
 */
export function createClientModuleProxy(): Readonly<Record<string, never>> {
  return {}
}
