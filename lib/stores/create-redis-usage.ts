import type { Redis } from '@upstash/redis'
import * as z from 'zod'
import type { StoreBreaker } from '@/lib/stores/create-store-breaker'
import { redisKeys } from '@/lib/stores/redis-keys'
import { usageScript } from '@/lib/stores/usage-script'
import { latencyBucket } from '@/lib/usage/latency-bucket'
import type { UsageRecord } from '@/lib/usage/usage-record'
import type { UsageReport, UsageRow, UsageStore } from '@/lib/usage/usage-store'
import {
  addSums,
  counters,
  type Dimension,
  noSums,
  rowValue,
  sumRows,
  type UsageSums,
} from '@/lib/usage/usage-sums'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs
const daySeconds = dayMs / 1000

// A record is kept as long as it may come a second time, out of a log.
const recordSeconds = 7 * daySeconds
const lifetimes = { minute: 3 * 60 * 60, hour: 8 * daySeconds, day: 400 * daySeconds }

// Hours are read for as long as they are kept.
const longestByHourMs = 7 * dayMs

// Fields and values by turns, as Redis itself gives a hash.
const hash = z.array(z.string())

/** Usage in Redis: a hash for each minute, hour and day. The client must not parse replies. */
export function createRedisUsage(redis: Redis, breaker: StoreBreaker): UsageStore {
  const script = redis.createScript<number>(usageScript)
  return {
    async add(record) {
      const keys = [redisKeys.usageRecord(record.id), ...periodsOf(record.at).map(redisKeys.usageSums)]
      return (await breaker.runAside(() => script.exec(keys, scriptArguments(record)))) === 1
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

// In UTC: `2026-11-21T10:05`, `2026-11-21T10`, `2026-11-21`.
function periodsOf(at: number): readonly [string, string, string] {
  const text = new Date(at).toISOString()
  return [text.slice(0, 16), text.slice(0, 13), text.slice(0, 10)]
}

function periodsBetween(from: number, to: number): { names: readonly string[]; from: number } {
  const byHour = to - from <= longestByHourMs
  const step = byHour ? hourMs : dayMs
  const first = Math.floor(from / step) * step
  const count = Math.floor((to - first) / step) + 1
  const names = Array.from({ length: count }, (_, at) => periodsOf(first + at * step)[byHour ? 1 : 2])
  return { names, from: first }
}

function scriptArguments(record: UsageRecord): string[] {
  const head = [JSON.stringify(record), recordSeconds, counters.length]
  const rows = sumRows(record).flatMap(({ name, sums, durationMs }) => [
    name,
    durationMs === undefined ? '' : latencyBucket(durationMs),
    ...counters.map(counter => sums[counter]),
  ])
  return [...head, lifetimes.minute, lifetimes.hour, lifetimes.day, ...rows].map(String)
}

type Found = readonly (readonly string[])[]

function sumUp(by: Dimension, found: Found): UsageReport['rows'] {
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
