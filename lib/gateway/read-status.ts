import { configuredMap } from '@/lib/gateway/configured-map'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import type { TimeWindow } from '@/lib/gateway/page-view'
import { type CanaryStatus, readCanary } from '@/lib/gateway/read-canary'
import { type IncidentStatus, readIncidents } from '@/lib/gateway/read-incidents'
import { type NoticeStatus, readNotices } from '@/lib/gateway/read-notices'
import { readSightings } from '@/lib/gateway/read-sightings'
import { refreshKnowledge } from '@/lib/gateway/refresh-knowledge'
import { centroidOfCountry } from '@/lib/geo/country'
import { placeOfEdge } from '@/lib/geo/place-of-edge'
import { roundTripOf } from '@/lib/health/endpoint-health'
import type { BoardRow } from '@/lib/health/health-board'
import { type EndpointSummary, summarizeEndpoint } from '@/lib/health/summarize-endpoint'
import type { Endpoint, RegionMap } from '@/lib/regions/region-map'
import { planRoute } from '@/lib/routing/plan-route'
import { type CountryLatency, countryLatencies } from '@/lib/status/country-latencies'
import { type EndpointFigures, endpointFigures } from '@/lib/status/endpoint-figures'
import { mergeRows } from '@/lib/status/merge-rows'
import { placeOnMap } from '@/lib/status/place-on-map'
import { type MatrixCell, statusMatrix } from '@/lib/status/status-matrix'
import { logLost } from '@/lib/telemetry/log-lost'

/** One line of the status page: nothing in it names a URL, a tenant or an error. */
export type EndpointStatus = Omit<EndpointSummary, 'state'> &
  EndpointFigures & {
    readonly id: string
    /** Where it stands on the map, in its units. */
    readonly place: readonly [x: number, y: number] | undefined
    readonly region: string
    readonly zone: string
    readonly state: EndpointSummary['state'] | 'draining' | 'disabled'
  }

export type Status = {
  readonly updatedAt: number
  readonly overall: 'operational' | 'degraded' | 'outage' | 'unknown'
  readonly endpoints: readonly EndpointStatus[]
  readonly matrix: readonly MatrixCell[]
  /** The edges of the matrix that are known to stand somewhere, and where on the map. */
  readonly edges: readonly { readonly id: string; readonly place: readonly [x: number, y: number] }[]
  readonly countries: readonly CountryLatency[]
  /** The calls of the last 24 hours that an endpoint of the map answered although another had failed them. */
  readonly rescuedByFailover: number
  /** Those that go on, and those of the last 14 days, the newest first. */
  readonly incidents: readonly IncidentStatus[]
  /** Those that hold, and the maintenance that lies ahead. */
  readonly notices: readonly NoticeStatus[]
  /** null where the map has none. */
  readonly canary: CanaryStatus | null
  /** What the store did not tell, and so is empty above: not because there was nothing. */
  readonly lost: { readonly incidents: boolean; readonly sightings: boolean }
}

const recentMs = 14 * 24 * 60 * 60_000

/** Reads what the status page shows, at the edge that serves the page; its matrix is of a window of time. */
export async function readStatus(
  edge: string,
  dependencies: Dependencies,
  { window }: { readonly window: TimeWindow } = { window: '1h' },
): Promise<Status> {
  const { effects, background } = dependencies
  const now = effects.now()
  const map = (await configuredMap(dependencies))?.value
  // Not configured yet: a page without endpoints says so better than an error page.
  const endpoints = [...(map?.endpoints.values() ?? [])]
  const ids = endpoints.map(({ id }) => id)
  const [rows, sightings, told, notices, canary] = await Promise.all([
    readRows(edge, dependencies),
    readSightings({ ids, window, now }, dependencies),
    readIncidents({ from: now - recentMs }, dependencies),
    readNotices(now, dependencies),
    readCanary(map, dependencies),
  ])
  background.defer(() => refreshKnowledge(edge, dependencies))
  const incidents = told ?? []
  // Nobody probes an endpoint without its key: nothing will be known of it.
  const withKey = map === undefined ? new Set() : endpointsWithKey(map, dependencies.keyOf)
  const lines = endpoints.map(endpoint => ({
    ...toLine(endpoint, { rows, incidents, now }),
    ...endpointFigures(endpoint.id, sightings),
  }))
  const matrix = statusMatrix(sightings.inWindow, ids)
  return {
    updatedAt: now,
    overall: overallOf(lines.filter(({ id }) => withKey.has(id))),
    endpoints: lines,
    matrix,
    edges: edgesOnMap(matrix),
    countries: countryLatencies({
      seen: sightings.together,
      servedBy: routesNow(map, edge, dependencies),
    }),
    rescuedByFailover: mergeRows(sightings.hours.flatMap(seen => [...seen.values()])).sums.rescued,
    incidents,
    notices: notices.filter(({ state }) => state !== 'ended'),
    canary,
    lost: { incidents: told === undefined, sightings: sightings.isLost },
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

// The endpoint that leads for a country at this moment, as this edge sees it.
function routesNow(
  map: RegionMap | undefined,
  edge: string,
  { health, effects, keyOf }: Dependencies,
): (country: string) => Endpoint | undefined {
  if (map === undefined) return () => undefined
  const question = {
    map,
    health: health.of(edge),
    withKey: endpointsWithKey(map, keyOf),
    model: undefined,
    now: effects.now(),
  }
  return country => {
    const place = { country, coordinates: centroidOfCountry(country) }
    return planRoute({ ...question, place }).candidates[0]?.endpoint
  }
}

function edgesOnMap(matrix: readonly MatrixCell[]): Status['edges'] {
  return [...new Set(matrix.map(({ edge }) => edge))].flatMap(id => {
    const place = placeOfEdge(id)
    return place === undefined ? [] : [{ id, place: placeOnMap(place) }]
  })
}

type Known = {
  readonly rows: readonly BoardRow[]
  readonly incidents: readonly IncidentStatus[]
  readonly now: number
}

function toLine(
  endpoint: Endpoint,
  { rows, incidents, now }: Known,
): Omit<EndpointStatus, keyof EndpointFigures> {
  const { id, region, zone, location } = endpoint
  const summary = summarizeEndpoint(
    rows.filter(row => row.endpoint === id),
    now,
  )
  // Probes reach what fails calls all the same.
  const isFailing = incidents.some(incident => incident.endpoint === id && incident.endedAt === null)
  const state = isFailing && summary.state !== 'down' ? 'degraded' : summary.state
  return {
    ...summary,
    id,
    region,
    zone,
    place: location && placeOnMap(location),
    state: endpoint.state === 'active' ? state : endpoint.state,
  }
}

function overallOf(lines: readonly Pick<EndpointStatus, 'state'>[]): Status['overall'] {
  const active = lines.filter(({ state }) => state !== 'draining' && state !== 'disabled')
  const known = active.filter(({ state }) => state !== 'unknown')
  if (known.length === 0) return 'unknown'
  // One that can be reached is looked at more rarely, and so is forgotten before one that cannot.
  if (active.every(({ state }) => state === 'down')) return 'outage'
  return known.every(({ state }) => state === 'operational') ? 'operational' : 'degraded'
}
