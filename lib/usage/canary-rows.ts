import type { UsageRecord } from '@/lib/usage/usage-record'
import { noSums, type SumRow } from '@/lib/usage/usage-sums'

/**
 * The row that a call adds to the sums of a canary that might have been its own: the call as its caller saw it, by the side that
 * it was on. An answer out of the cache says nothing of either.
 */
export function canaryRows({
  canary,
  cache,
  attempts,
  endpoint,
  isError,
}: Pick<UsageRecord, 'canary' | 'cache' | 'attempts' | 'endpoint' | 'isError'>): readonly SumRow[] {
  if (canary === undefined || cache === 'HIT') return []
  const hasFailed = attempts.some(({ outcome }) => outcome === 'failed')
  const isAnswered = endpoint !== undefined && !isError
  const sums = {
    ...noSums,
    requests: 1,
    errors: isError ? 1 : 0,
    rescued: isAnswered && hasFailed ? 1 : 0,
  }
  const durationMs = isAnswered ? attempts.at(-1)?.firstContentMs : undefined
  return [{ kind: 'canary', name: `canary/${canary.side}`, sums, durationMs }]
}
