import type { Scored } from '@/lib/routing/rank-candidates'
import { buildCandidate } from './build-candidate'

/** A scored candidate that waits 40 ms by what was measured, with nothing of its own on top of the way. */
export function buildScored(id: string, overrides: Partial<Scored> = {}): Scored {
  const excess = overrides.excess ?? 40
  return {
    ...buildCandidate(id, { score: excess, expectedMs: excess }),
    prior: 'listed',
    place: 0,
    isMeasured: true,
    isReachable: true,
    isSettled: true,
    excess,
    leastExcess: excess,
    ...overrides,
  }
}
