import type { CacheCheck } from './check-cache'

/** A set-up's checks as one line of text, those that fail in capitals. */
export function formatCacheChecks(setUp: string, checks: readonly CacheCheck[]): string {
  return `${setUp}: ${checks.map(format).join(' · ')}`
}

function format({ name, value, limit, bound, unit, holds }: CacheCheck): string {
  const digits = { '%': 1, ms: 2, '': 0 }[unit]
  const tail = unit === '' ? '' : ` ${unit}`
  return `${holds ? 'ok' : 'FAILED'} ${name} ${value.toFixed(digits)}${tail} (${bound} ${limit}${tail})`
}
