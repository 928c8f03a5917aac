import { redisKeys } from '@/lib/stores/redis-keys'
import { canaryRows } from '@/lib/usage/canary-rows'
import { latencyBucket } from '@/lib/usage/latency-bucket'
import { canaryPeriod, keptIn, lifetimeSeconds, periodsOf, type Step, steps } from '@/lib/usage/periods-of'
import type { UsageRecord } from '@/lib/usage/usage-record'
import { addSums, counters, type SumRow, sumRows, type UsageSums } from '@/lib/usage/usage-sums'

// A record is kept as long as it may come a second time, out of a log.
const recordSeconds = 7 * 24 * 60 * 60

/** The script's keys and values. */
export type ScriptCommand = { readonly keys: string[]; readonly values: string[] }

/** A call's usage and its receipt. */
export type WrittenCall = { readonly record: UsageRecord; readonly receipt: string }

/** What calls have in common whose usage one command can add: their minute, and the canary that was there. */
export function usageGroup({ at, canary }: UsageRecord): string {
  return `${periodsOf(at)[0]} ${canary?.version ?? ''}`
}

/** Has the usage script add the usage of calls of one group and keep their receipts. */
export function usageCommand(calls: readonly [WrittenCall, ...WrittenCall[]]): ScriptCommand {
  const { at, canary } = calls[0].record
  const own = canary ? [redisKeys.usageSums(canaryPeriod(canary.version))] : []
  const names = calls.flatMap(({ record: { id, requestId } }) => [
    redisKeys.usageRecord(id),
    redisKeys.receipts(requestId),
  ])
  const texts = calls.flatMap(({ record, receipt }) => [JSON.stringify(record), receipt])
  const rows = calls.flatMap(({ record }) => [...sumRows(record), ...canaryRows(record)])
  const stretches = canary ? [...steps, 'canary' as const] : steps
  return {
    keys: [...names, ...periodKeys(at), ...own],
    values: scriptArguments(rows, { texts, seconds: recordSeconds, stretches }),
  }
}

type Seen = { readonly name: string; readonly at: number }

/** Has it add rows that belong to no call. Nobody replays them, so nothing of them need be remembered. */
export function seenCommand(rows: readonly SumRow[], { name, at }: Seen): ScriptCommand {
  const keys = [redisKeys.usageRecord(name), redisKeys.receipts(''), ...periodKeys(at)]
  return { keys, values: scriptArguments(rows, { texts: ['', ''], seconds: 1, stretches: steps }) }
}

function periodKeys(at: number): string[] {
  return periodsOf(at).map(redisKeys.usageSums)
}

type Written = {
  /** The record and the receipt of each call, by turns. */
  readonly texts: readonly string[]
  readonly seconds: number
  /** For which stretches the keys stand. */
  readonly stretches: readonly Step[]
}

function scriptArguments(sumRows: readonly SumRow[], { texts, seconds, stretches }: Written): string[] {
  const head = [texts.length / 2, seconds, counters.length, ...texts]
  const rows = mergeRows(sumRows).flatMap(({ kind, name, sums, buckets }) => [
    name,
    [...buckets].map(([bucket, times]) => `${bucket}:${times}`).join(' '),
    // For each stretch of time a letter: kept with durations, with sums only, or not.
    stretches.map(step => keptIn(step, kind)?.charAt(0) ?? '-').join(''),
    ...counters.map(counter => sums[counter]),
  ])
  return [...head, ...stretches.map(step => lifetimeSeconds[step]), ...rows].map(String)
}

type MergedRow = Pick<SumRow, 'kind' | 'name'> & { sums: UsageSums; readonly buckets: Map<number, number> }

// Calls of one minute share most of their rows.
function mergeRows(rows: readonly SumRow[]): readonly MergedRow[] {
  const merged = new Map<string, MergedRow>()
  for (const { kind, name, sums, durationMs } of rows) {
    const known = merged.get(name)
    const row = known ?? { kind, name, sums, buckets: new Map<number, number>() }
    if (known === undefined) merged.set(name, row)
    else row.sums = addSums(row.sums, sums)
    if (durationMs === undefined) continue
    const bucket = latencyBucket(durationMs)
    row.buckets.set(bucket, (row.buckets.get(bucket) ?? 0) + 1)
  }
  return [...merged.values()]
}
