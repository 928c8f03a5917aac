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
import type { UsageReport, UsageRow, UsageStore, WrittenReceipt } from '@/lib/usage/usage-store'
import {
  addSums,
  counters,
  type Dimension,
  noSums,
  rowValue,
  type SumRow,
  sumRows,
  type UsageSums,
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
const mostPending = 1000
const mostPerRequest = 10

/**
 * Usage in this instance's memory, for where no store is shared: it tells what this instance has seen since it was started.
 * It is bounded: rows that no longer fit are counted under `other`, as in Redis, and of receipts the latest are kept.
 */
export function createMemoryUsage(): UsageStore {
  const { add, addCanary, rowsOf } = createPeriods()
  const known = createBoundedMap<true>(mostRecords)
  const kept = createBoundedMap<readonly WrittenReceipt[]>(mostReceipts)
  return {
    async add(record, receipt = '') {
      if (known.get(record.id)) return false
      known.set(record.id, true)
      const { at, canary, requestId } = record
      add(sumRows(record), at)
      if (canary !== undefined) addCanary(canary.version, { rows: canaryRows(record), at })
      if (receipt !== '')
        kept.set(requestId, [receipt, ...(kept.get(requestId) ?? [])].slice(0, mostPerRequest))
      return true
    },
    addSeen: async (rows, at) => add(rows, at),
    // Hardly any is ever asked for, and to sign one takes long.
    receipts: async requestId =>
      await Promise.all((kept.get(requestId) ?? []).map(each => (typeof each === 'string' ? each : each()))),
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

type Pending = Row & { readonly kind: SumRow['kind'] }

/**
 * The sums by the names of their periods; those that nobody reads any more go when another begins. What is added is summed up
 * by its minute first: a call is in a dozen rows, and each of them in five periods.
 */
function createPeriods() {
  const periods = new Map<string, Period>()
  const pending = new Map<string, Pending>()
  let pendingMinute = 0

  function periodFor(name: string, { step, at }: { readonly step: Step; readonly at: number }): Period {
    const known = periods.get(name)
    if (known !== undefined) return known
    for (const [other, { until }] of periods) if (until <= at) periods.delete(other)
    const period = { rows: new Map(), sizes: new Map(), until: at + keptMs(step) }
    periods.set(name, period)
    return period
  }

  function sumUp(): void {
    if (pending.size === 0) return
    const at = pendingMinute * 60_000
    for (const [place, name] of periodsOf(at).entries()) {
      const step = steps[place]
      if (step !== undefined) addRows(pending, periodFor(name, { step, at }), step)
    }
    pending.clear()
  }

  return {
    add(rows: readonly SumRow[], at: number): void {
      const minute = Math.floor(at / 60_000)
      if (minute !== pendingMinute || pending.size > mostPending) sumUp()
      pendingMinute = minute
      for (const row of rows) addRow(pending, row)
    },
    addCanary(
      version: string,
      { rows, at }: { readonly rows: readonly SumRow[]; readonly at: number },
    ): void {
      const own = new Map<string, Pending>()
      for (const row of rows) addRow(own, row)
      addRows(own, periodFor(canaryPeriod(version), { step: 'canary', at }), 'canary')
    },
    rowsOf(name: string): ReadonlyMap<string, Row> {
      sumUp()
      return periods.get(name)?.rows ?? new Map()
    },
  }
}

function addRow(pending: Map<string, Pending>, { kind, name, sums, durationMs }: SumRow): void {
  const known = pending.get(name)
  const row = known ?? { kind, sums: { ...noSums }, durations: new Map() }
  if (known === undefined) pending.set(name, row)
  addSumsTo(row.sums, sums)
  if (durationMs !== undefined) count(row.durations, latencyBucket(durationMs), 1)
}

function keptMs(step: Step): number {
  if (step === 'all') return Number.POSITIVE_INFINITY
  const isMinute = step === 'minute' || step === 'minuteUse'
  return (isMinute ? minuteSeconds : lifetimeSeconds[step]) * 1000
}

const places: ReadonlySet<string> = new Set(['pair', 'place', 'probe'])
const endpoints: ReadonlySet<string> = new Set(['tried', 'probed'])

function kindOf(name: string): string {
  return name.slice(0, name.indexOf('/'))
}

function addRows(added: ReadonlyMap<string, Pending>, { rows, sizes }: Period, step: Step): void {
  for (const [name, { kind, sums, durations }] of added) {
    const kept = keptIn(step, kind)
    if (kept === undefined) continue
    const size = sizes.get(kind) ?? 0
    if (size < mostOfKind && !rows.has(name)) sizes.set(kind, size + 1)
    const row = rowFor(rows, size < mostOfKind || rows.has(name) ? name : `${kind}/other`)
    addSumsTo(row.sums, sums)
    if (kept === 'durations') addDurations(row.durations, durations)
  }
}

function addSumsTo(sums: Row['sums'], more: UsageSums): void {
  for (const counter of counters) sums[counter] += more[counter]
}

function addDurations(durations: Map<number, number>, more: ReadonlyMap<number, number>): void {
  for (const [bucket, times] of more) count(durations, bucket, times)
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
      addSumsTo(row.sums, sums)
      addDurations(row.durations, durations)
    }
  return rows
}

function rowsBy(by: Dimension, found: Found): UsageReport['rows'] {
  const prefix = `${by}/`
  const rows = withRows(found, name => name.startsWith(prefix))
  return new Map([...rows].map(([name, row]) => [name.slice(prefix.length), row]))
}
