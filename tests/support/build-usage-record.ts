import type { BilledAttempt, UsageRecord } from '@/lib/usage/usage-record'

/** One try that was paid for: by default a thousand tokens at the price of `gpt-4.1`. */
export function buildBilled(changes: Partial<BilledAttempt> = {}): BilledAttempt {
  return {
    endpoint: 'sin',
    label: '200',
    billed: 'yes',
    outcome: 'succeeded',
    promptTokens: 900,
    completionTokens: 100,
    cachedTokens: 0,
    reasoningTokens: 0,
    audioPromptTokens: 0,
    audioCompletionTokens: 0,
    nanoUsd: 2_600_000,
    ...changes,
  }
}

/** A call's usage, whose sums are those of its attempts. */
export function buildUsageRecord(changes: Partial<UsageRecord> = {}): UsageRecord {
  const { attempts = [buildBilled()] } = changes
  const sum = (read: (attempt: BilledAttempt) => number) =>
    attempts.reduce((all, attempt) => all + read(attempt), 0)
  return {
    id: crypto.randomUUID(),
    requestId: 'request-0001',
    at: Date.UTC(2026, 10, 21, 10, 5),
    tenant: 'key-AAAAAAAAAAAA',
    model: 'gpt-4.1',
    endpoint: 'sin',
    country: 'VN',
    edge: 'sin1',
    status: 200,
    isError: false,
    cache: 'BYPASS',
    attempts,
    promptTokens: sum(each => each.promptTokens),
    completionTokens: sum(each => each.completionTokens),
    cachedTokens: sum(each => each.cachedTokens),
    reasoningTokens: sum(each => each.reasoningTokens),
    audioPromptTokens: sum(each => each.audioPromptTokens),
    audioCompletionTokens: sum(each => each.audioCompletionTokens),
    nanoUsd: sum(each => each.nanoUsd),
    isEstimated: false,
    isUnpriced: false,
    durationMs: 120,
    ...changes,
  }
}
