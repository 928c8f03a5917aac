import { redisKeys } from '@/lib/stores/redis-keys'
import { canaryRows } from '@/lib/usage/canary-rows'
import { latencyBucket } from '@/lib/usage/latency-bucket'
import type { UsageRecord } from '@/lib/usage/usage-record'
import { counters, keptFor, type Stretch, type SumRow, sumRows } from '@/lib/usage/usage-sums'

const daySeconds = 24 * 60 * 60

// A record is kept as long as it may come a second time, out of a log.
const recordSeconds = 7 * daySeconds
const lifetimes: Readonly<Record<Stretch, number>> = {
  minute: 3 * 60 * 60,
  hour: 8 * daySeconds,
  day: 400 * daySeconds,
  all: 400 * daySeconds,
  canary: 400 * daySeconds,
}

/** The script's keys and values. */
export type ScriptCommand = { readonly keys: string[]; readonly values: string[] }

/** Has the usage script add a call's usage and keep its receipt. */
export function usageCommand(record: UsageRecord, receipt: string): ScriptCommand {
  const { id, requestId, at, canary } = record
  const own = canary ? [redisKeys.usageSums(canaryPeriod(canary.version))] : []
  const keys = [redisKeys.usageRecord(id), redisKeys.receipts(requestId), ...periodKeys(at), ...own]
  const stretches = canary ? [...steps, 'canary' as const] : steps
  const written = { text: JSON.stringify(record), seconds: recordSeconds, receipt, stretches }
  return { keys, values: scriptArguments([...sumRows(record), ...canaryRows(record)], written) }
}

type Seen = { readonly name: string; readonly at: number }

/** Has it add rows that belong to no call. Nobody replays them, so nothing of them need be remembered. */
export function seenCommand(rows: readonly SumRow[], { name, at }: Seen): ScriptCommand {
  const keys = [redisKeys.usageRecord(name), redisKeys.receipts(''), ...periodKeys(at)]
  return { keys, values: scriptArguments(rows, { text: '', seconds: 1, receipt: '', stretches: steps }) }
}

/** How long the sums are kept of. */
export const steps = ['minute', 'hour', 'day', 'all'] as const

/** The stretches of time that a moment is in, in UTC: `2026-11-21T10:05`, `2026-11-21T10`, `2026-11-21`, and all of it. */
export function periodsOf(at: number): readonly [string, string, string, string] {
  const text = new Date(at).toISOString()
  return [text.slice(0, 16), text.slice(0, 13), text.slice(0, 10), 'all']
}

/** Under which name the sums of a canary's calls and of the others beside them are kept. */
export function canaryPeriod(version: string): string {
  return `canary-${version}`
}

function periodKeys(at: number): string[] {
  return periodsOf(at).map(redisKeys.usageSums)
}

type Written = {
  readonly text: string
  readonly seconds: number
  readonly receipt: string
  /** For which stretches the keys stand. */
  readonly stretches: readonly Stretch[]
}

function scriptArguments(
  sumRows: readonly SumRow[],
  { text, seconds, receipt, stretches }: Written,
): string[] {
  const head = [text, seconds, counters.length, receipt]
  const rows = sumRows.flatMap(({ kind, name, sums, durationMs }) => [
    name,
    durationMs === undefined ? '' : latencyBucket(durationMs),
    // For each stretch of time a letter: kept with durations, with sums only, or not.
    stretches.map(step => keptFor[kind][step]?.charAt(0) ?? '-').join(''),
    ...counters.map(counter => sums[counter]),
  ])
  return [...head, ...stretches.map(step => lifetimes[step]), ...rows].map(String)
}
