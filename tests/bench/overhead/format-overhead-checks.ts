import type { OverheadCheck } from './check-overhead'

const digits = { ms: 2, KB: 1, MB: 0, 'calls/s': 0, '': 0 } as const

/** The checks, one a line, those that fail in capitals. */
export function formatOverheadChecks(checks: readonly OverheadCheck[]): string {
  return checks.map(format).join('\n')
}

function format({ name, value, limit, bound, unit, holds }: OverheadCheck): string {
  const tail = unit === '' ? '' : ` ${unit}`
  const [measured, demanded] = [value, limit].map(each => each.toFixed(digits[unit]))
  return `${holds ? 'ok' : 'FAILED'} ${name}: ${measured}${tail} (${bound} ${demanded}${tail})`
}
