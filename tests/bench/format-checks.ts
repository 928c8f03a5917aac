import type { Check } from './check-results'

/** The checks as one line of text, those that fail in capitals. */
export function formatChecks(checks: readonly Check[]): string {
  if (checks.length === 0) return 'checks: none, isochrone did not run'
  return `checks: ${checks.map(format).join(' · ')}`
}

function format({ name, value, limit, unit, holds }: Check): string {
  const digits = unit === '%' ? 1 : 3
  const tail = unit === '' ? '' : ` ${unit}`
  return `${holds ? 'ok' : 'FAILED'} ${name} ${value.toFixed(digits)}${tail} (at most ${limit}${tail})`
}
