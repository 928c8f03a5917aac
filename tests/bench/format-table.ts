import type { PolicyResult } from './outcome'
import { regret } from './regret'
import { summarize } from './summarize'

const head = [
  'policy',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'errors',
  'attempts/call',
  'probes/call',
  'regret p50',
  'regret p95',
]

/** A scenario's results as lines of text: one for each policy. */
export function formatTable(results: readonly PolicyResult[]): string {
  const oracle = results.find(({ policy }) => policy === 'oracle')
  const than = oracle && summarize(oracle)
  const rows = results
    .map(summarize)
    .map(summary => [
      summary.policy,
      ...[summary.p50, summary.p95, summary.p99].map(value => value.toFixed(0)),
      percent(summary.errorRate, 2),
      summary.attemptsPerCall.toFixed(3),
      summary.probesPerCall.toFixed(3),
      ...(['p50', 'p95'] as const).map(at => (than ? percent(regret(summary, { than, at }), 1) : '-')),
    ])
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map(row => row[column]?.length ?? 0)),
  )
  return [head, ...rows]
    .map(row => row.map((cell, column) => pad(cell, { column, widths })).join('  '))
    .join('\n')
}

function pad(cell: string, { column, widths }: { column: number; widths: readonly number[] }): string {
  const width = widths[column] ?? 0
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}

function percent(share: number, digits: number): string {
  return `${(100 * share).toFixed(digits)} %`
}
