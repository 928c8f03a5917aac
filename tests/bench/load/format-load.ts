import { type LoadCheck, levelOf } from './check-load'
import type { Soak } from './soak'
import { trendOf } from './trend'

const head = [
  'streams',
  'whole',
  'left',
  'slow',
  'broken',
  'events/s',
  'MB/s',
  'CPU %',
  'first p50',
  'p95',
  'p99',
  'event p50',
  'p95',
  'p99',
  'p99.9',
  'RSS MB middle',
  'end',
  'heap MB middle',
  'end',
]

/** One line for each load: what went through, how late in ms, and the memory it took. */
export function formatLoadTable(soaks: readonly Soak[]): string {
  const cells = [head, ...soaks.map(rowOf)]
  const widths = head.map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)))
  return cells.map(row => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n')
}

function rowOf({ streams, result, memory }: Soak): readonly string[] {
  const { ended, faults, events, bytes, seconds, firstMs, eventMs } = result
  const broken = Object.values(faults).reduce((sum, count) => sum + count, 0)
  const trends = [memory.resident, memory.heap].map(trendOf)
  return [
    ...[streams, ended.reads, ended.leaves, ended.lags, broken].map(String),
    number(events / seconds, 0),
    number(bytes / seconds / 1e6, 1),
    number(100 * memory.busyShare, 0),
    ...[0.5, 0.95, 0.99].map(level => number(levelOf(firstMs, level), 1)),
    ...[0.5, 0.95, 0.99, 0.999].map(level => number(levelOf(eventMs, level), 1)),
    ...trends.flatMap(({ middleBytes, endBytes }) =>
      [middleBytes, endBytes].map(each => number(each / 1e6, 1)),
    ),
  ]
}

/** The checks of one load as a line of text, those that fail in capitals. */
export function formatLoadChecks(streams: number, checks: readonly LoadCheck[]): string {
  return `${streams} streams: ${checks.map(format).join(' · ')}`
}

function format({ name, value, limit, bound, unit, holds }: LoadCheck): string {
  const digits = { '%': 1, MB: 1, ms: 1, '': 0 }[unit]
  const tail = unit === '' ? '' : ` ${unit}`
  return `${holds ? 'ok' : 'FAILED'} ${name} ${value.toFixed(digits)}${tail} (${bound} ${limit}${tail})`
}

function number(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '-'
}
