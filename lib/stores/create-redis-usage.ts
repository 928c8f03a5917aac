import type { Redis } from '@upstash/redis'
import * as z from 'zod'
import type { StoreBreaker } from '@/lib/stores/create-store-breaker'
import { readMinutesScript } from '@/lib/stores/read-minutes-script'
import { readRowsScript } from '@/lib/stores/read-rows-script'
import { redisKeys } from '@/lib/stores/redis-keys'
import { seenCommand, usageCommand } from '@/lib/stores/usage-command'
import { usageScript } from '@/lib/stores/usage-script'
import { latencyBucket } from '@/lib/usage/latency-bucket'
import { canaryPeriod, periodsBetween, periodsUpTo } from '@/lib/usage/periods-of'
import type { CanaryCounts, UsageReport, UsageRow, UsageStore } from '@/lib/usage/usage-store'
import { addSums, counters, type Dimension, noSums, rowValue, type UsageSums } from '@/lib/usage/usage-sums'

// Fields and values by turns, as Redis itself gives a hash.
const hash = z.array(z.string())
const hashes = z.array(hash.catch([]))

// Redis does nothing else while it sums up minutes or hours, and calls wait for it.
const periodsAtOnce = 10
// Longer than the script ever writes it, it is not ours.
const receiptLines = z.string().max(100_000)

type Options = { readonly breaker: StoreBreaker; readonly newId: () => string }

/** Usage in Redis: two hashes for each minute, one for each hour and day, and one for all time. The client must not parse replies. */
export function createRedisUsage(redis: Redis, { breaker, newId }: Options): UsageStore {
  const script = redis.createScript<number>(usageScript)
  const rowsScript = redis.createScript<unknown>(readRowsScript)
  const minutesScript = redis.createScript<unknown>(readMinutesScript)
  const minutesIn = async (periods: readonly string[]) => {
    const keys = periods.map(redisKeys.usageSums)
    const found = await breaker.runAside(() => minutesScript.exec(keys, []))
    return hashes.catch([]).parse(found)
  }
  return {
    async add(record, receipt = '') {
      const text = typeof receipt === 'string' ? receipt : await receipt()
      const { keys, values } = usageCommand([{ record, receipt: text }])
      return (await breaker.runAside(() => script.exec(keys, values))) === 1
    },
    async addSeen(rows, at) {
      const { keys, values } = seenCommand(rows, { name: `seen-${newId()}`, at })
      await breaker.runAside(() => script.exec(keys, values))
    },
    async receipts(requestId) {
      const kept = receiptLines.catch('').parse(await redis.get(redisKeys.receipts(requestId)))
      return kept.split('\n').filter(line => line !== '')
    },
    async totals() {
      const batch = redis.pipeline().hgetall(redisKeys.usageSums('all'))
      const [all] = await breaker.runAside(() => batch.exec({ keepErrors: true }))
      return toRows(hash.catch([]).parse(all?.result))
    },
    async seenLately({ step, ...stretch }) {
      const found = await Promise.all(inParts(periodsUpTo(step, stretch)).map(minutesIn))
      return {
        minutes: found.flatMap(([, ...each]) => each).map(list => toRows(fieldsOf(list))),
        together: toRows(found.flatMap(([all = []]) => fieldsOf(all))),
      }
    },
    async seen(names, { step, ...stretch }) {
      const keys = periodsUpTo(step, stretch).map(redisKeys.usageSums)
      const found = await breaker.runAside(() => rowsScript.exec(keys, [...names]))
      const values = hashes.catch([]).parse(found)
      return keys.map((_, at) => toRows(names.flatMap((name, field) => withText(name, values[at]?.[field]))))
    },
    async canary(version) {
      const keys = [redisKeys.usageSums(canaryPeriod(version)), redisKeys.canaries]
      return toCounts(await breaker.runAside(() => rowsScript.exec(keys, [...canaryFields, version])))
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

function inParts(periods: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(periods.length / periodsAtOnce)
  return Array.from({ length: count }, (_, at) => periods.slice(at * periodsAtOnce, (at + 1) * periodsAtOnce))
}

// Known by their names, so that a reading is as small whatever else lies there. The last bucket is of half an hour.
const canaryFields = ['canary/canary', 'canary/control'].flatMap(name => [
  name,
  ...Array.from({ length: latencyBucket(30 * 60_000) + 1 }, (_, bucket) => `${name}#${bucket}`),
])

function toCounts(found: unknown): CanaryCounts {
  const [sums = [], marks] = hashes.catch([]).parse(found)
  const seen = toRows(canaryFields.flatMap((name, field) => withText(name, sums[field])))
  return { seen, mark: marks?.at(-1) || undefined }
}

type Found = readonly (readonly string[])[]

function sumUp(by: Dimension, found: Found): UsageReport['rows'] {
  const prefix = `${by}/`
  return new Map(
    [...toRows(found.flat(), prefix)].map(([name, row]) => [name.slice(prefix.length), row] as const),
  )
}

function withText(name: string, text: string | undefined): readonly string[] {
  return text ? [name, text] : []
}

/** The fields of rows that the store has put together: each its name, its sums, and its buckets and counts by turns. */
function fieldsOf(list: readonly string[]): readonly string[] {
  return list.flatMap((name, at) => {
    if (at % 3 !== 0) return []
    const counts = (list[at + 2] ?? '').split(' ')
    const buckets = counts.flatMap((bucket, place) =>
      place % 2 === 0 && bucket !== '' ? [`${name}#${bucket}`, counts[place + 1] ?? ''] : [],
    )
    return [name, list[at + 1] ?? '', ...buckets]
  })
}

/** The rows of a hash whose names begin like that, by name. */
function toRows(flat: readonly string[], prefix = ''): Map<string, UsageRow> {
  const rows = new Map<string, { sums: UsageSums; durations: Map<number, number> }>()
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const field = flat[at] ?? ''
    const value = flat[at + 1] ?? ''
    if (!field.startsWith(prefix)) continue
    const [text = '', bucket] = field.split('#')
    const name = rowValue(text)
    const row = rows.get(name) ?? { sums: noSums, durations: new Map() }
    rows.set(name, row)
    if (bucket === undefined) row.sums = addSums(row.sums, readSums(value))
    else if (/^\d{1,3}$/.test(bucket))
      row.durations.set(Number(bucket), (row.durations.get(Number(bucket)) ?? 0) + countOf(value))
  }
  return rows
}

function readSums(value: string): UsageSums {
  const numbers = value.split(' ').map(countOf)
  const entries = counters.map((counter, at) => [counter, numbers[at] ?? 0] as const)
  return { ...noSums, ...Object.fromEntries(entries) }
}

// What is no number of ours counts nothing.
function countOf(text: string): number {
  const count = Number(text)
  return Number.isSafeInteger(count) && count > 0 ? count : 0
}
