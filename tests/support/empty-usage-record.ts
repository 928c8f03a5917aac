import { noUsage } from '@/lib/openai/token-usage'
import type { BilledAttempt, UsageRecord } from '@/lib/usage/usage-record'

/** A try that was paid for nothing; a test names only what it is about. */
export function emptyBilled(overrides: Partial<BilledAttempt> = {}): BilledAttempt {
  return {
    endpoint: 'sin',
    label: '200',
    billed: 'yes',
    outcome: 'succeeded',
    ...noUsage,
    nanoUsd: 0,
    ...overrides,
  }
}

/** The usage of a call that was answered at once and used nothing. */
export function emptyUsageRecord(overrides: Partial<UsageRecord> = {}): UsageRecord {
  return {
    id: 'slot-0001',
    requestId: 'request-0001',
    at: 1_790_000_000_000,
    tenant: 'address-203.0.113.7',
    model: 'gpt-4.1',
    endpoint: 'sin',
    country: 'VN',
    edge: 'sin1',
    status: 200,
    code: undefined,
    isError: false,
    cache: 'BYPASS',
    attempts: [emptyBilled()],
    ...noUsage,
    nanoUsd: 0,
    isEstimated: false,
    isUnpriced: false,
    durationMs: 9,
    ...overrides,
  }
}
