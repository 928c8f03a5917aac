import type { UsageRecord } from '@/lib/usage/usage-record'
import type { CanaryCounts, Seen, UsageReport, UsageStore } from '@/lib/usage/usage-store'
import { addSums, noSums, type SumRow } from '@/lib/usage/usage-sums'

/** A store of usage that a test can look into, take away, and tell what to report. */
export type WatchedUsage = UsageStore & {
  readonly records: UsageRecord[]
  /** The receipts that it keeps, by the request's id, the newest first. */
  readonly kept: Map<string, string[]>
  /** What it was asked to report, in order. */
  readonly asked: { readonly by: string; readonly from: number; readonly to: number }[]
  rows: UsageReport['rows']
  /** What was added that belongs to no call. */
  readonly added: SumRow[]
  /** What is told of the last minute, hour and day, and of all time. */
  seenRows: Seen
  isLost: boolean
  /** What is told of any canary. */
  canaryCounts: CanaryCounts
}

export function createWatchedUsage(): WatchedUsage {
  const store: WatchedUsage = {
    records: [],
    kept: new Map(),
    asked: [],
    rows: new Map(),
    added: [],
    seenRows: new Map(),
    isLost: false,
    canaryCounts: { seen: new Map(), mark: undefined },
    async add(record, receipt) {
      if (store.isLost) throw new Error('CANARY-COMMAND evalsha')
      if (store.records.some(({ id }) => id === record.id)) return false
      store.records.push(record)
      const { requestId } = record
      const text = typeof receipt === 'function' ? await receipt() : receipt
      if (text !== undefined) store.kept.set(requestId, [text, ...(store.kept.get(requestId) ?? [])])
      return true
    },
    async receipts(requestId) {
      if (store.isLost) throw new Error('CANARY-COMMAND get')
      return store.kept.get(requestId) ?? []
    },
    async addSeen(rows) {
      if (store.isLost) throw new Error('CANARY-COMMAND evalsha')
      store.added.push(...rows)
    },
    async canary() {
      if (store.isLost) throw new Error('CANARY-COMMAND evalsha')
      return store.canaryCounts
    },
    async totals() {
      if (store.isLost) throw new Error('CANARY-COMMAND evalsha')
      return store.seenRows
    },
    async seenLately({ count }) {
      if (store.isLost) throw new Error('CANARY-COMMAND evalsha')
      return { minutes: stretch(count, store.seenRows), together: store.seenRows }
    },
    async seen(_, { count }) {
      if (store.isLost) throw new Error('CANARY-COMMAND evalsha')
      return stretch(count, store.seenRows)
    },
    async read(by, { from, to }) {
      if (store.isLost) throw new Error('CANARY-COMMAND hgetall')
      store.asked.push({ by, from, to })
      // The tests' rows are of calls that were not tried twice.
      const total = [...store.rows.values()].reduce((sum, { sums }) => addSums(sum, sums), noSums)
      return { from, total, rows: store.rows }
    },
  }
  return store
}

function stretch(count: number, last: Seen): readonly Seen[] {
  return [...Array.from({ length: count - 1 }, () => new Map()), last]
}
