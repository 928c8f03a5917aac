import type { Dependencies } from '@/lib/gateway/dependencies'
import type { TimeWindow } from '@/lib/gateway/page-view'
import type { Sightings } from '@/lib/status/endpoint-figures'
import { logLost } from '@/lib/telemetry/log-lost'
import type { Seen, SeenLately } from '@/lib/usage/usage-store'

/** What was seen of all endpoints, as the status page needs it. */
export type Seeing = Sightings &
  Pick<SeenLately, 'together'> & {
    /** As `together`, which is of the last hour, but of the window that the viewer has picked. */
    readonly inWindow: Seen
    /** Where the store did not tell: nothing seen is not nothing that was. */
    readonly isLost: boolean
  }

type Asked = { readonly ids: readonly string[]; readonly window: TimeWindow; readonly now: number }

const nothing: Seeing = {
  minutes: [],
  together: new Map(),
  inWindow: new Map(),
  hours: [],
  days: [],
  isLost: true,
}

const windows = {
  '15m': { step: 'minute', count: 15 },
  '24h': { step: 'hour', count: 24 },
} as const

/**
 * Reads what was seen: eight requests to the store, whatever the number of endpoints, edges and calls, and three more for a
 * window that is not the usual hour. Where the store is lost nothing was seen.
 */
export async function readSightings(
  { ids, window, now }: Asked,
  { usage, writeLog }: Dependencies,
): Promise<Seeing> {
  try {
    const rows = ids.flatMap(id => [`tried/${id}`, `probed/${id}`])
    const [lately, picked, hours, days] = await Promise.all([
      usage.seenLately({ step: 'minute', count: 60, to: now }),
      window === '1h' ? undefined : usage.seenLately({ ...windows[window], to: now }),
      usage.seen(rows, { step: 'hour', count: 24, to: now }),
      usage.seen(rows, { step: 'day', count: 90, to: now }),
    ])
    return { ...lately, inWindow: (picked ?? lately).together, hours, days, isLost: false }
  } catch (error) {
    logLost(error, { event: 'sightings-lost', writeLog })
    return nothing
  }
}
