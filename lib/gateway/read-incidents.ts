import type { Dependencies } from '@/lib/gateway/dependencies'
import type { Incident } from '@/lib/status/incident'
import { type IncidentWords, incidentWords } from '@/lib/status/incident-words'
import { mergeOpenings } from '@/lib/status/merge-openings'
import { readOpenings } from '@/lib/status/read-openings'
import { logLost } from '@/lib/telemetry/log-lost'

/** An incident as it is shown: nothing in it names a URL, a tenant or an error. */
export type IncidentStatus = Incident & IncidentWords

type Stretch = { readonly from: number; readonly to?: number }

// What goes on at the stretch's beginning may have begun, and paused, before.
const marginMs = 24 * 60 * 60_000

/** The incidents of a stretch of time, the newest first, by one request to the store; undefined where it is lost, or there is none. */
export async function readIncidents(
  { from, to = Number.MAX_SAFE_INTEGER }: Stretch,
  { incidents, writeLog }: Pick<Dependencies, 'incidents' | 'writeLog'>,
): Promise<readonly IncidentStatus[] | undefined> {
  if (incidents === undefined) return undefined
  try {
    const stored = await incidents.read({ from: from - marginMs, to })
    return mergeOpenings(readOpenings(stored), stored.storeNow)
      .filter(({ startedAt, endedAt }) => startedAt < to && (endedAt === null || endedAt >= from))
      .map(incident => ({ ...incident, ...incidentWords(incident) }))
  } catch (error) {
    logLost(error, { event: 'incidents-lost', writeLog })
    return undefined
  }
}
