import type { CacheSetUp, FieldFigures } from './cache-set-ups'
import type { CacheSummary } from './summarize-cache'

type Row = { readonly setUp: CacheSetUp; readonly summary: CacheSummary }

const head = [
  'set-up',
  'hit rate',
  'mean ms',
  'p50 ms',
  'p95 ms',
  'upstream calls',
  'field hit rate',
  'field mean ms',
]

/** What was measured, one line for each set-up, and the field's figures beside it. */
export function formatCacheTable(rows: readonly Row[]): string {
  const cells = [head, ...rows.map(({ setUp, summary }) => [...measured(summary), ...ofField(setUp.field)])]
  const widths = head.map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)))
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  return cells.map(row => row.map(pad).join('  ')).join('\n')
}

function measured({ setUp, hitRate, mean, p50, p95, upstreamCalls }: CacheSummary): readonly string[] {
  return [setUp, percent(hitRate), mean.toFixed(1), p50.toFixed(1), p95.toFixed(1), String(upstreamCalls)]
}

function ofField(field: FieldFigures | undefined): readonly string[] {
  return field === undefined ? ['-', '-'] : [percent(field.hitRate), String(field.meanMs)]
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
