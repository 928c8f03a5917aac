import type { Opening } from '@/lib/status/opening'
import { moment } from './moment'

/** An opening of ten minutes ago that closed a minute later. */
export function buildOpening(overrides: Partial<Opening> = {}): Opening {
  const startedAt = overrides.startedAt ?? moment - 600_000
  const endedAt = 'endedAt' in overrides ? overrides.endedAt : startedAt + 60_000
  return {
    edge: 'sin1',
    endpoint: 'sin',
    model: 'gpt-4.1',
    saidAt: endedAt ?? startedAt,
    ...overrides,
    startedAt,
    endedAt,
  }
}
