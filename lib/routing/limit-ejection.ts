import type { Endpoint } from '@/lib/regions/region-map'
import type { Exclusion, Parted, Resting } from '@/lib/routing/exclude-endpoints'

/** Which endpoints of a pool are candidates, which of these only because too many are resting, and which rest. */
export type Pool = {
  readonly usable: readonly Endpoint[]
  /** Candidates of last resort, the first to end its rest first. */
  readonly disbelieved: readonly Resting[]
  readonly excluded: readonly Exclusion[]
}

// A pool that has lost more than this is more likely judged wrongly than lost.
const mostEjected = 0.5

/**
 * Leaves at most half of a pool with open circuits out, and nothing at all where nothing else is left: an endpoint that is
 * thought to be down is a better answer than none. A pool of one is never left out.
 */
export function limitEjection({ eligible, resting, excluded }: Parted): Pool {
  const size = eligible.length + resting.length
  const [only] = resting
  if (size === 1 && only?.reason === 'circuit-open')
    return { usable: [only.endpoint], disbelieved: [], excluded }
  const longestFirst = [...resting].sort((one, other) => other.until - one.until)
  const cooling = longestFirst.filter(({ reason }) => reason === 'cooling-down')
  const open = longestFirst.filter(({ reason }) => reason === 'circuit-open')
  const cap = Math.max(1, Math.floor(size * mostEjected))
  const ejected = eligible.length === 0 ? [] : [...cooling, ...open.slice(0, cap)]
  return {
    usable: eligible,
    disbelieved: longestFirst.filter(each => !ejected.includes(each)).reverse(),
    excluded: [...excluded, ...ejected.map(({ endpoint, reason }) => ({ endpoint: endpoint.id, reason }))],
  }
}
