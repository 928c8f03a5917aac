import type { Candidate } from '@/lib/routing/rank-candidates'
import { buildEndpoint } from './build-endpoint'

/** A candidate of a plan, at a score that the test need not care about. */
export function buildCandidate(id: string, overrides: Partial<Candidate> = {}): Candidate {
  return { endpoint: buildEndpoint({ id }), reason: 'listed', score: 40, expectedMs: 40, ...overrides }
}
