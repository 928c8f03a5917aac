import type { Seen } from '@/lib/usage/usage-store'

/** How many calls there are, by what was counted in each minute. */
export type CallRates = {
  /** Over the last sixty seconds. */
  readonly perSecond: number
  /** The calls of each minute, the oldest first; the last one is not over yet. */
  readonly byMinute: readonly number[]
  /** The share of the last hour's calls that was answered from the cache; null without any. */
  readonly cachedShare: number | null
}

/** The rows that together stand for all calls: what the cache had for each. */
export const callRows: readonly string[] = ['cache/HIT', 'cache/MISS', 'cache/BYPASS']

const minuteMs = 60_000

/** Reads the rates out of the minutes up to `now`; each needs the `callRows`. */
export function callRates(minutes: readonly Seen[], now: number): CallRates {
  const byMinute = minutes.map(seen => callsIn(seen))
  const [previous = 0, current = 0] = byMinute.slice(-2)
  // Of the minute before as much as lies within the last sixty seconds, as if its calls had come evenly.
  const elapsed = (now % minuteMs) / minuteMs
  const all = byMinute.reduce((sum, calls) => sum + calls, 0)
  const hits = minutes.reduce((sum, seen) => sum + callsIn(seen, 'HIT'), 0)
  return {
    perSecond: (current + previous * (1 - elapsed)) / 60,
    byMinute,
    cachedShare: all === 0 ? null : hits / all,
  }
}

function callsIn(seen: Seen, outcome?: string): number {
  return [...seen].reduce((sum, [name, { sums }]) => {
    const isMeant = outcome === undefined ? callRows.includes(name) : name === `cache/${outcome}`
    return isMeant ? sum + sums.requests : sum
  }, 0)
}
