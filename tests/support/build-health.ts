import type { EndpointHealth } from '@/lib/health/endpoint-health'
import { moment } from './moment'

/** The health of an endpoint that answered a probe just now. */
export function buildHealth(overrides: Partial<EndpointHealth> = {}): EndpointHealth {
  return { reachable: true, roundTripMs: undefined, checkedAt: moment, coolUntil: 0, ...overrides }
}
