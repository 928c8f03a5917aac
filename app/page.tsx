import { headers } from 'next/headers'
import { after } from 'next/server'
import { EndpointTable } from '@/app/_status/endpoint-table'
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

export default async function Page() {
  const dependencies = production(after)
  const { updatedAt, overall, endpoints } = await readStatus(
    readEdge(await headers(), dependencies),
    dependencies,
  )
  return (
    <main>
      <h1>Isochrone status</h1>
      <p className={`overall ${overall}`} role="status">
        {sentences[overall]}
      </p>
      <EndpointTable endpoints={endpoints} />
      <p className="note">
        Latency is the last round trip to the endpoint from the edge named beside it. Updated{' '}
        <time dateTime={new Date(updatedAt).toISOString()}>{new Date(updatedAt).toUTCString()}</time>.
      </p>
    </main>
  )
}
