import { headers } from 'next/headers'
import { after } from 'next/server'
import { EndpointTable } from '@/app/_status/endpoint-table'
import { LatencyMatrix, type Percentile } from '@/app/_status/latency-matrix'
import { WorldMap } from '@/app/_status/world-map'
import { production } from '@/lib/gateway/production'
import { readEdge } from '@/lib/gateway/read-edge'
import { readStatus } from '@/lib/gateway/read-status'

export const runtime = 'edge'

const sentences = {
  operational: 'All endpoints are operational.',
  degraded: 'Some endpoints are degraded or down.',
  outage: 'No endpoint can be reached.',
  unknown: 'Nothing has been measured yet.',
}

type Props = { readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>> }

export default async function Page({ searchParams }: Props) {
  const { percentile } = await searchParams
  const dependencies = production(after)
  const { updatedAt, overall, endpoints, matrix, countries, rescuedByFailover } = await readStatus(
    readEdge(await headers(), dependencies),
    dependencies,
  )
  return (
    <main>
      <h1>Isochrone status</h1>
      <p className={`overall ${overall}`} role="status">
        {sentences[overall]}
      </p>
      <p>
        <strong>{rescuedByFailover}</strong> {rescuedByFailover === 1 ? 'call was' : 'calls were'} rescued by
        failover in the last 24 hours: an endpoint failed them, and another answered.
      </p>
      <WorldMap countries={countries} endpoints={endpoints} />
      <EndpointTable endpoints={endpoints} />
      <LatencyMatrix
        cells={matrix}
        endpoints={endpoints.map(({ id }) => id)}
        percentile={isPercentile(percentile) ? percentile : 'p50'}
      />
      <p className="note">
        Latency is the time to the first content of streamed answers in the last hour, told within 5 %; where
        there was no traffic, the round trip of probes. Uptime is the share of tries and probes that were
        answered. Updated{' '}
        <time dateTime={new Date(updatedAt).toISOString()}>{new Date(updatedAt).toUTCString()}</time>.
      </p>
    </main>
  )
}

function isPercentile(value: unknown): value is Percentile {
  return value === 'p50' || value === 'p95' || value === 'p99'
}
