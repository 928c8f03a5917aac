import { createBoundedMap } from '@/lib/access/bounded-map'
import { canaryRows } from '@/lib/usage/canary-rows'
import { latencyBucket } from '@/lib/usage/latency-bucket'
import {
  canaryPeriod,
  keptIn,
  lifetimeSeconds,
  periodsBetween,
  periodsOf,
  periodsUpTo,
  type Step,
  steps,
} from '@/lib/usage/periods-of'
import type { UsageReport, UsageRow, UsageStore } from '@/lib/usage/usage-store'
import {
  addSums,
  counters,
  type Dimension,
  noSums,
  rowValue,
  type SumRow,
  sumRows,
} from '@/lib/usage/usage-sums'

type Row = {
  readonly sums: Record<(typeof counters)[number], number>
  readonly durations: Map<number, number>
}

type Period = {
  readonly rows: Map<string, Row>
  /** How many rows there are of each kind. */
  readonly sizes: Map<string, number>
  readonly until: number
}

// Tenants and countries are many. As many as these, in all periods that are kept, are some MB.
const mostOfKind = 50

// Nobody reads of minutes what lies further back than an hour.
const minuteSeconds = 61 * 60

// A record comes a second time only out of a log, and few are in one.
const mostRecords = 5000
const mostReceipts = 500

/**
 * Usage in this instance's memory, for where no store is shared: it tells what this instance has seen since it was started.
 * It is bounded: rows that no longer fit are counted under `other`, as in Redis, and of receipts the latest are kept.
 */
export function createMemoryUsage(): UsageStore {
  const { addTo, rowsOf } = createPeriods()
  const known = createBoundedMap<true>(mostRecords)
  const kept = createBoundedMap<readonly string[]>(mostReceipts)
  const add = (rows: readonly SumRow[], at: number) => {
    const names = periodsOf(at)
    for (const [place, step] of steps.entries()) addTo(names[place] ?? '', { rows, step, at })
  }
  return {
    async add(record, receipt = '') {
      if (known.get(record.id)) return false
      known.set(record.id, true)
      const { at, canary, requestId } = record
      add(sumRows(record), at)
      if (canary !== undefined)
        addTo(canaryPeriod(canary.version), { rows: canaryRows(record), step: 'canary', at })
      if (receipt !== '')
        kept.set(requestId, [receipt, ...(kept.get(requestId) ?? [])].slice(0, mostPerRequest))
      return true
    },
    addSeen: async (rows, at) => add(rows, at),
    receipts: async requestId => kept.get(requestId) ?? [],
    totals: async () => withRows([rowsOf('all')]),
    async seenLately({ step, ...stretch }) {
      const found = periodsUpTo(step, stretch).map(rowsOf)
      const together = withRows(found, name => places.has(kindOf(name)))
      return {
        minutes: found.map(rows => withRows([rows], name => endpoints.has(kindOf(name)))),
        together: new Map([...together].map(([name, { durations }]) => [name, { sums: noSums, durations }])),
      }
    },
    seen: async (names, { step, ...stretch }) =>
      periodsUpTo(step, stretch).map(period => {
        const rows = rowsOf(period)
        // In the order asked for, and without durations, as these are told of no row by its name.
        return new Map(
          names.flatMap(name => {
            const sums = rows.get(name)?.sums
            return sums === undefined ? [] : [[rowValue(name), { sums: { ...sums }, durations: new Map() }]]
          }),
        )
      }),
    canary: async version => ({ seen: withRows([rowsOf(canaryPeriod(version))]), mark: undefined }),
    async read(by, { from, to }) {
      const stretch = periodsBetween(from, to)
      const found = stretch.names.map(rowsOf)
      const calls = [...rowsBy('country', found).values()].map(({ sums }) => sums)
      return { from: stretch.from, total: calls.reduce(addSums, noSums), rows: rowsBy(by, found) }
    },
  }
}

const mostPerRequest = 10

type Added = { readonly rows: readonly SumRow[]; readonly step: Step; readonly at: number }

/** The sums by the names of their periods; those that nobody reads any more go when another begins. */
function createPeriods() {
  const periods = new Map<string, Period>()
  return {
    addTo(name: string, { rows, step, at }: Added): void {
      const known = periods.get(name)
      const period = known ?? { rows: new Map(), sizes: new Map(), until: at + keptMs(step) }
      if (known === undefined) {
        for (const [other, { until }] of periods) if (until <= at) periods.delete(other)
        periods.set(name, period)
      }
      addRows(rows, period, step)
    },
    rowsOf: (name: string) => periods.get(name)?.rows ?? new Map<string, Row>(),
  }
}

function keptMs(step: Step): number {
  const isMinute = step === 'minute' || step === 'minuteUse'
  return (isMinute ? minuteSeconds : lifetimeSeconds[step]) * 1000
}

const places: ReadonlySet<string> = new Set(['pair', 'place', 'probe'])
const endpoints: ReadonlySet<string> = new Set(['tried', 'probed'])

function kindOf(name: string): string {
  return name.slice(0, name.indexOf('/'))
}

function addRows(added: readonly SumRow[], { rows, sizes }: Period, step: Step): void {
  for (const { kind, name, sums, durationMs } of added) {
    const kept = keptIn(step, kind)
    if (kept === undefined) continue
    const size = sizes.get(kind) ?? 0
    if (size < mostOfKind && !rows.has(name)) sizes.set(kind, size + 1)
    const row = rowFor(rows, size < mostOfKind || rows.has(name) ? name : `${kind}/other`)
    for (const counter of counters) row.sums[counter] += sums[counter]
    if (kept === 'durations' && durationMs !== undefined) count(row.durations, latencyBucket(durationMs), 1)
  }
}

function rowFor(rows: Map<string, Row>, name: string): Row {
  const row = rows.get(name) ?? { sums: { ...noSums }, durations: new Map() }
  rows.set(name, row)
  return row
}

function count(durations: Map<number, number>, bucket: number, times: number): void {
  durations.set(bucket, (durations.get(bucket) ?? 0) + times)
}

type Found = readonly ReadonlyMap<string, UsageRow>[]

/** The rows of several periods together, as they are told: copies, by names without escapes. */
function withRows(found: Found, isWanted: (name: string) => boolean = () => true): Map<string, UsageRow> {
  const rows = new Map<string, Row>()
  for (const period of found)
    for (const [name, { sums, durations }] of period) {
      if (!isWanted(name)) continue
      const row = rowFor(rows, rowValue(name))
      for (const counter of counters) row.sums[counter] += sums[counter]
      for (const [bucket, times] of durations) count(row.durations, bucket, times)
    }
  return rows
}

function rowsBy(by: Dimension, found: Found): UsageReport['rows'] {
  const prefix = `${by}/`
  const rows = withRows(found, name => name.startsWith(prefix))
  return new Map([...rows].map(([name, row]) => [name.slice(prefix.length), row]))
}
