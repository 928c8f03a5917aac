import { addedMs, callsPerProcessorSecond, callsPerSecond, type Manner } from './figures'
import type { Measured } from './measured'

const head = [
  'set-up',
  'plain p50',
  'p99',
  '× bare Node',
  '× bare workerd',
  'first byte p50',
  'stream p50',
  'p99',
  'calls/s at 32',
  'streams/s at 32',
  'calls/CPU s',
  'streams/CPU s',
  'RSS MB',
  'PSS MB',
  'cold ms',
  'gzip KB',
]

type Compared = { readonly measured: readonly Measured[]; readonly direct: Measured }

/** One line for each set-up: what it adds to the direct call in ms, over one connection, and what it takes to serve. */
export function formatOverheadTable({ measured, direct }: Compared): string {
  const bares = ['bare Node proxy', 'bare workerd proxy'].map(name =>
    measured.find(each => each.name === name),
  )
  const rows = measured.map(each => [
    each.name,
    ...addedCells(each, { direct, bares }),
    ...servedCells(each),
    ...sizeCells(each),
  ])
  const cells = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)))
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  return cells.map(row => row.map(pad).join('  ')).join('\n')
}

type Against = { readonly direct: Measured; readonly bares: readonly (Measured | undefined)[] }

function addedCells(each: Measured, { direct, bares }: Against): readonly string[] {
  const plain = { kind: 'plain', connections: 1, direct } as const
  const streamed = { kind: 'streamed', connections: 1, direct } as const
  const median = addedMs(each, { ...plain, level: 0.5 })
  const ratios = bares.map(bare => bare && median / addedMs(bare, { ...plain, level: 0.5 }))
  return [
    number(median, 2),
    number(addedMs(each, { ...plain, level: 0.99 }), 2),
    ...ratios.map(ratio => number(ratio, 1)),
    number(addedMs(each, { ...streamed, level: 0.5, until: 'firstMs' }), 2),
    number(addedMs(each, { ...streamed, level: 0.5 }), 2),
    number(addedMs(each, { ...streamed, level: 0.99 }), 2),
  ]
}

const crowded: readonly Manner[] = [
  { kind: 'plain', connections: 32 },
  { kind: 'streamed', connections: 32 },
]

function servedCells(each: Measured): readonly string[] {
  return [
    ...crowded.map(manner => number(callsPerSecond(each, manner), 0)),
    ...crowded.map(manner => number(callsPerProcessorSecond(each, manner), 0)),
  ]
}

function sizeCells({ memory, coldStartMs, codeBytes }: Measured): readonly string[] {
  return [
    number(memory && memory.rssBytes / 1e6, 0),
    number(memory && memory.pssBytes / 1e6, 0),
    number(coldStartMs, 0),
    number(codeBytes && codeBytes / 1000, 1),
  ]
}

function number(value: number | undefined, digits: number): string {
  return value === undefined || !Number.isFinite(value) ? '-' : value.toFixed(digits)
}
