import type { Incident } from '@/lib/status/incident'
import { moment } from './moment'

/** An incident of half an hour ago that goes on. */
export function buildIncident(overrides: Partial<Incident> = {}): Incident {
  const startedAt = overrides.startedAt ?? moment - 30 * 60_000
  return {
    id: `sin-${startedAt}`,
    endpoint: 'sin',
    kind: 'circuit-open',
    models: ['gpt-4.1'],
    edges: ['sin1'],
    startedAt,
    endedAt: null,
    isStale: false,
    ...overrides,
  }
}
