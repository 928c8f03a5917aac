import { type Latency, latencyOf } from '@/lib/status/latency-of'
import { mergeRows } from '@/lib/status/merge-rows'
import { uptimeOf } from '@/lib/status/uptime-of'
import type { Seen, UsageRow } from '@/lib/usage/usage-store'

/** What was seen of all endpoints (`tried`, `probed`) in each of the last 60 minutes, 24 hours and 90 days, the oldest first. */
export type Sightings = {
  readonly minutes: readonly Seen[]
  readonly hours: readonly Seen[]
  readonly days: readonly Seen[]
}

/** What the page shows of an endpoint; of shares null where nothing was seen. */
export type EndpointFigures = {
  /** To the first content of streams in the last hour; where there were none, the round trips of probes. */
  readonly latencyMs: Omit<Latency, 'samples'> & { readonly of: 'first-content' | 'round-trip' }
  readonly samples: number
  readonly tokensPerSecond: number | null
  readonly errorRate: number | null
  /** Its part of all tries. */
  readonly trafficShare: number | null
  readonly uptime: {
    readonly '24h': number | null
    readonly '30d': number | null
    readonly '90d': number | null
  }
  readonly uptimeByDay: readonly (number | null)[]
  /** The median of each minute of the last hour. */
  readonly p50ByMinute: readonly (number | null)[]
}

/** Sums up what was seen of one endpoint, from all edges together. */
export function endpointFigures(id: string, { minutes, hours, days }: Sightings): EndpointFigures {
  const traffic = mergeRows(minutes.flatMap(seen => rowOf(seen, `tried/${id}`)))
  const probes = mergeRows(minutes.flatMap(seen => rowOf(seen, `probed/${id}`)))
  const tries = minutes.flatMap(seen => [...seen]).filter(([name]) => name.startsWith('tried/'))
  const all = tries.reduce((sum, [, { sums }]) => sum + sums.requests, 0)
  const isTraffic = traffic.durations.size > 0
  const { samples, ...percentiles } = latencyOf(isTraffic ? traffic : probes)
  const { requests, errors, writtenTokens, writingMs } = traffic.sums
  const byDay = days.map(seen => mergeRows(both(seen, id)))
  const lastDays = (count: number) => uptimeOf(mergeRows(byDay.slice(-count)))
  return {
    latencyMs: { ...percentiles, of: isTraffic ? 'first-content' : 'round-trip' },
    samples,
    tokensPerSecond: share(writtenTokens * 1000, writingMs),
    // Never rounded down: 0 is without any error.
    errorRate: requests === 0 ? null : Math.ceil((errors * 1e4) / requests) / 1e4,
    trafficShare: share(requests, all),
    uptime: {
      '24h': uptimeOf(mergeRows(hours.flatMap(seen => both(seen, id)))),
      '30d': lastDays(30),
      '90d': lastDays(90),
    },
    uptimeByDay: byDay.map(uptimeOf),
    p50ByMinute: minutes.map(
      seen => latencyOf(mergeRows(rowOf(seen, `${isTraffic ? 'tried' : 'probed'}/${id}`))).p50,
    ),
  }
}

function both(seen: Seen, id: string): readonly UsageRow[] {
  return [...rowOf(seen, `tried/${id}`), ...rowOf(seen, `probed/${id}`)]
}

function rowOf(seen: Seen, name: string): readonly UsageRow[] {
  const row = seen.get(name)
  return row === undefined ? [] : [row]
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 1e4) / 1e4
}
