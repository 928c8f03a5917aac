import type { AttemptRecord } from '@/lib/upstream/attempt-record'
import type { Failure } from '@/lib/upstream/failure'

/** A try that the endpoint answered with 200; a test names only what it is about. */
export function buildAttempt(endpoint: string, overrides: Partial<AttemptRecord> = {}): AttemptRecord {
  const usual = { model: 'gpt-4.1', label: '200', outcome: 'succeeded', failure: undefined } as const
  return { endpoint, ...usual, durationMs: 9, ...overrides }
}

/** A try that failed after the endpoint may have worked on it. */
export function buildFailedAttempt(endpoint: string, failure: Partial<Failure> = {}): AttemptRecord {
  const whole: Failure = {
    label: '500',
    code: 'upstream_invalid_response',
    isUnprocessed: false,
    ...failure,
  }
  return buildAttempt(endpoint, { label: whole.label, outcome: 'failed', failure: whole })
}

/** What an endpoint's 429 comes to. */
export function rateLimited(coolDownSeconds: number): Partial<Failure> {
  return { label: '429', code: 'upstream_rate_limited', isUnprocessed: true, coolDownSeconds }
}
