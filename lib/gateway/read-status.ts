import type { Dependencies } from '@/lib/gateway/dependencies'
import { refreshKnowledge } from '@/lib/gateway/refresh-knowledge'
import { roundTripOf } from '@/lib/health/endpoint-health'
import type { BoardRow } from '@/lib/health/health-board'
import { type EndpointSummary, summarizeEndpoint } from '@/lib/health/summarize-endpoint'
import { ApiError } from '@/lib/openai/api-error'
import type { Endpoint } from '@/lib/regions/region-map'
import { logLost } from '@/lib/telemetry/log-lost'

/** One line of the status page: nothing in it names a URL, a tenant or an error. */
export type EndpointStatus = Omit<EndpointSummary, 'state'> & {
  readonly id: string
  readonly region: string
  readonly zone: string
  readonly state: EndpointSummary['state'] | 'draining' | 'disabled'
}

export type Status = {
  readonly updatedAt: number
  readonly overall: 'operational' | 'degraded' | 'outage' | 'unknown'
  readonly endpoints: readonly EndpointStatus[]
}

/** Reads what the status page shows, at the edge that serves the page. */
export async function readStatus(edge: string, dependencies: Dependencies): Promise<Status> {
  const { effects, background } = dependencies
  const now = effects.now()
  const [endpoints, rows] = await Promise.all([mapEndpoints(dependencies), readRows(edge, dependencies)])
  background.defer(() => refreshKnowledge(edge, dependencies))
  const lines = endpoints.map(endpoint => toLine(endpoint, { rows, now }))
  return { updatedAt: now, overall: overallOf(lines), endpoints: lines }
}

async function mapEndpoints({ regionMap }: Dependencies): Promise<readonly Endpoint[]> {
  try {
    return [...(await regionMap.current()).value.endpoints.values()]
  } catch (error) {
    // Not configured yet: a page without endpoints says so better than an error page.
    if (error instanceof ApiError) return []
    throw error
  }
}

// Without a shared board the page knows only what its own instance has probed.
async function readRows(
  edge: string,
  { board, health, writeLog }: Dependencies,
): Promise<readonly BoardRow[]> {
  const own = [...health.of(edge).endpoints].flatMap(([endpoint, known]): BoardRow[] =>
    // An endpoint that was never probed has not been measured.
    known.probedAt === 0
      ? []
      : [
          {
            edge,
            endpoint,
            reachable: known.reachable,
            roundTripMs: roundTripOf(known) ?? 0,
            at: known.checkedAt,
          },
        ],
  )
  if (board === undefined) return own
  try {
    return await board.read()
  } catch (error) {
    logLost(error, { event: 'health-board-lost', writeLog })
    return own
  }
}

function toLine(
  endpoint: Endpoint,
  { rows, now }: { rows: readonly BoardRow[]; now: number },
): EndpointStatus {
  const { id, region, zone } = endpoint
  const summary = summarizeEndpoint(
    rows.filter(row => row.endpoint === id),
    now,
  )
  return { ...summary, id, region, zone, state: endpoint.state === 'active' ? summary.state : endpoint.state }
}

function overallOf(lines: readonly EndpointStatus[]): Status['overall'] {
  const active = lines.filter(({ state }) => state !== 'draining' && state !== 'disabled')
  const known = active.filter(({ state }) => state !== 'unknown')
  if (known.length === 0) return 'unknown'
  if (known.every(({ state }) => state === 'down')) return 'outage'
  return known.every(({ state }) => state === 'operational') ? 'operational' : 'degraded'
}
