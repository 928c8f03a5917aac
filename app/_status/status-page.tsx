/** @jsxImportSource preact */

import { Canary } from '@/app/_status/canary'
import { EndpointTable } from '@/app/_status/endpoint-table'
import { CurrentIncidents, RecentIncidents } from '@/app/_status/incidents'
import { LatencyMatrix } from '@/app/_status/latency-matrix'
import { Moment } from '@/app/_status/moment'
import { RouteQuestion } from '@/app/_status/route-question'
import { WorldMap } from '@/app/_status/world-map'
import type { ViewerRoute } from '@/lib/gateway/explain-to-viewer'
import type { PageView } from '@/lib/gateway/page-view'
import type { Status } from '@/lib/gateway/read-status'

const sentences = {
  operational: 'All endpoints are operational.',
  degraded: 'Some endpoints are degraded or down.',
  outage: 'No endpoint can be reached.',
  unknown: 'Nothing has been measured yet.',
}

type Props = {
  readonly status: Status
  /** Absent where no region map is configured. */
  readonly route: ViewerRoute | undefined
  readonly view: PageView
}

/** The whole of the page. Parts with `data-live` are renewed by its script, each where it has changed. */
export function StatusPage({ status, route, view }: Props) {
  const { updatedAt, overall, endpoints, edges, matrix, countries, lost } = status
  const ids = endpoints.map(({ id }) => id)
  return (
    <main>
      <h1>Isochrone status</h1>
      <p className={`overall ${overall}`} role="status" id="overall" data-live>
        {sentences[overall]}
      </p>
      <p className="note updated">
        <span id="updated" data-live>
          Updated <Moment at={updatedAt} />
        </span>
        <button type="button" id="pause" aria-pressed="false" hidden>
          Pause
        </button>
      </p>
      <CurrentIncidents incidents={status.incidents} notices={status.notices} />
      <p id="rescued" data-live>
        {lost.sightings ? (
          'What was seen of the endpoints cannot be read at the moment.'
        ) : (
          <Rescued count={status.rescuedByFailover} />
        )}
      </p>
      <WorldMap countries={countries} endpoints={endpoints} edges={edges} matrix={matrix} view={view} />
      {route && <RouteQuestion route={route} view={view} />}
      <EndpointTable endpoints={endpoints} view={view} />
      <Canary canary={status.canary} />
      <LatencyMatrix cells={matrix} isLost={lost.sightings} endpoints={ids} view={view} />
      <RecentIncidents incidents={lost.incidents ? undefined : status.incidents} />
      <p className="note">
        Latency is the time to the first content of streamed answers in the last hour, told within 5 %; where
        there was no traffic, the round trip of probes. Uptime is the share of tries and probes that were
        answered.
      </p>
      <footer className="note">
        <a href="/docs">Documentation</a> <a href="/api/openapi.json">OpenAPI</a>
      </footer>
    </main>
  )
}

function Rescued({ count }: { readonly count: number }) {
  return (
    <>
      <strong>{count}</strong> {count === 1 ? 'call was' : 'calls were'} rescued by failover in the last 24
      hours: an endpoint failed {count === 1 ? 'it' : 'them'}, and another answered.
    </>
  )
}
