import type { UsageRow } from '@/lib/usage/usage-store'

/** The share of tries and probes that an endpoint answered, 0 to 1; null where there were none. */
export function uptimeOf({ sums }: Pick<UsageRow, 'sums'>): number | null {
  if (sums.requests === 0) return null
  return Math.round(((sums.requests - sums.errors) / sums.requests) * 1e5) / 1e5
}
