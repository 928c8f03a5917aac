import type { UsageRow } from '@/lib/usage/usage-store'

/** The share of tries and probes that an endpoint answered, 0 to 1, never rounded up: 1 is without any failure. Null where there were none. */
export function uptimeOf({ sums }: Pick<UsageRow, 'sums'>): number | null {
  if (sums.requests === 0) return null
  return Math.floor(((sums.requests - sums.errors) * 1e5) / sums.requests) / 1e5
}
