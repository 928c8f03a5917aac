import type { Redis } from '@upstash/redis'
import * as z from 'zod'
import type { StoreBreaker } from '@/lib/stores/create-store-breaker'
import { readSightScript } from '@/lib/stores/read-sight-script'
import { redisKeys } from '@/lib/stores/redis-keys'
import { usageScript } from '@/lib/stores/usage-script'
import { latencyBucket } from '@/lib/usage/latency-bucket'
import type { Seen, UsageReport, UsageRow, UsageStore } from '@/lib/usage/usage-store'
import {
  addSums,
  counters,
  type Dimension,
  dimensions,
  noSums,
  rowValue,
  type Sight,
  type SumRow,
  sights,
  sumRows,
  type UsageSums,
} from '@/lib/usage/usage-sums'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const daySeconds = dayMs / 1000

// A record is kept as long as it may come a second time, out of a log.
const recordSeconds = 7 * daySeconds
const lifetimes = { minute: 3 * 60 * 60, hour: 8 * daySeconds, day: 400 * daySeconds, all: 400 * daySeconds }

// Hours are read for as long as they are kept.
const longestByHourMs = 7 * dayMs

// Fields and values by turns, as Redis itself gives a hash.
const hash = z.array(z.string())
const hashes = z.array(hash.catch([]))

type Options = { readonly breaker: StoreBreaker; readonly newId: () => string }

/** Usage in Redis: a hash for each minute, hour and day. The client must not parse replies. */
export function createRedisUsage(redis: Redis, { breaker, newId }: Options): UsageStore {
  const script = redis.createScript<number>(usageScript)
  const sightScript = redis.createScript<unknown>(readSightScript)
  const seenIn = async (
    periods: readonly string[],
    kinds: readonly (Dimension | Sight)[],
  ): Promise<readonly Seen[]> => {
    const keys = periods.map(redisKeys.usageSums)
    const prefixes = kinds.map(kind => `${kind}/`)
    const found = await breaker.runAside(() => sightScript.exec(keys, prefixes))
    return hashes
      .catch([])
      .parse(found)
      .map(flat => new Map(kinds.flatMap(kind => rowsOf(kind, [flat]))))
  }
  return {
    async add(record) {
      const keys = [redisKeys.usageRecord(record.id), ...periodsOf(record.at).map(redisKeys.usageSums)]
      const written = { text: JSON.stringify(record), seconds: recordSeconds }
      return (
        (await breaker.runAside(() => script.exec(keys, scriptArguments(sumRows(record), written)))) === 1
      )
    },
    async addSeen(rows, at) {
      // Nobody replays it, so nothing of it need be remembered.
      const keys = [redisKeys.usageRecord(`seen-${newId()}`), ...periodsOf(at).map(redisKeys.usageSums)]
      await breaker.runAside(() => script.exec(keys, scriptArguments(rows, { text: '', seconds: 1 })))
    },
    async totals() {
      const [all = new Map()] = await seenIn(['all'], [...dimensions, ...sights])
      return all
    },
    async seen(sights, { step, count, to }) {
      const stepMs = { minute: minuteMs, hour: hourMs, day: dayMs }[step]
      const position = { minute: 0, hour: 1, day: 2 }[step]
      const moments = Array.from({ length: count }, (_, at) => to - (count - 1 - at) * stepMs)
      return await seenIn(
        moments.map(at => periodsOf(at)[position] ?? ''),
        sights,
      )
    },
    async read(by, { from, to }) {
      const periods = periodsBetween(from, to)
      const batch = redis.pipeline()
      for (const period of periods.names) batch.hgetall(redisKeys.usageSums(period))
      // A key that holds something else is not ours, and tells nothing; it must not hide the others.
      const found = (await batch.exec({ keepErrors: true })).map(({ result }) => hash.catch([]).parse(result))
      const calls = [...sumUp('country', found).values()].map(({ sums }) => sums)
      return { from: periods.from, total: calls.reduce(addSums, noSums), rows: sumUp(by, found) }
    },
  }
}

// In UTC: `2026-11-21T10:05`, `2026-11-21T10`, `2026-11-21`, and all of it.
function periodsOf(at: number): readonly [string, string, string, string] {
  const text = new Date(at).toISOString()
  return [text.slice(0, 16), text.slice(0, 13), text.slice(0, 10), 'all']
}

function periodsBetween(from: number, to: number): { names: readonly string[]; from: number } {
  const byHour = to - from <= longestByHourMs
  const step = byHour ? hourMs : dayMs
  const first = Math.floor(from / step) * step
  const count = Math.floor((to - first) / step) + 1
  const names = Array.from({ length: count }, (_, at) => periodsOf(first + at * step)[byHour ? 1 : 2])
  return { names, from: first }
}

type Written = { readonly text: string; readonly seconds: number }

function scriptArguments(sumRows: readonly SumRow[], { text, seconds }: Written): string[] {
  const head = [text, seconds, counters.length]
  const rows = sumRows.flatMap(({ name, sums, durationMs }) => [
    name,
    durationMs === undefined ? '' : latencyBucket(durationMs),
    ...counters.map(counter => sums[counter]),
  ])
  return [...head, lifetimes.minute, lifetimes.hour, lifetimes.day, lifetimes.all, ...rows].map(String)
}

function rowsOf(sight: Dimension | Sight, found: Found): readonly (readonly [string, UsageRow])[] {
  return [...sumUp(sight, found)].map(([value, row]) => [`${sight}/${value}`, row] as const)
}

type Found = readonly (readonly string[])[]

function sumUp(by: Dimension | Sight, found: Found): UsageReport['rows'] {
  const rows = new Map<string, UsageRow>()
  for (const flat of found) {
    for (const [at, field] of flat.entries()) {
      const value = at % 2 === 0 ? flat[at + 1] : undefined
      if (value === undefined || !field.startsWith(`${by}/`)) continue
      const [row = '', bucket] = field.slice(by.length + 1).split('#')
      const name = rowValue(row)
      const known = rows.get(name) ?? { sums: noSums, durations: new Map() }
      rows.set(name, bucket === undefined ? addTo(known, readSums(value)) : countIn(known, { bucket, value }))
    }
  }
  return rows
}

function addTo(row: UsageRow, sums: UsageSums): UsageRow {
  return { ...row, sums: addSums(row.sums, sums) }
}

function countIn(row: UsageRow, { bucket, value }: { bucket: string; value: string }): UsageRow {
  const durations = new Map(row.durations)
  const at = Number(bucket)
  durations.set(at, (durations.get(at) ?? 0) + (Number(value) || 0))
  return { ...row, durations }
}

function readSums(value: string): UsageSums {
  const numbers = value.split(' ').map(Number)
  const entries = counters.map((counter, at) => [counter, numbers[at] || 0] as const)
  return { ...noSums, ...Object.fromEntries(entries) }
}
