import type { EndpointStatus } from '@/lib/gateway/read-status'

const symbols: Readonly<Record<EndpointStatus['state'], string>> = {
  operational: '●',
  degraded: '◐',
  down: '✕',
  draining: '◇',
  disabled: '–',
  unknown: '○',
}

/** The endpoints with their state, by shape, word and colour, and their last latency. */
export function EndpointTable({ endpoints }: { endpoints: readonly EndpointStatus[] }) {
  if (endpoints.length === 0) return <p>No region map is configured.</p>
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Endpoint</th>
          <th scope="col">Region</th>
          <th scope="col">Zone</th>
          <th scope="col">State</th>
          <th scope="col">Last latency</th>
        </tr>
      </thead>
      <tbody>
        {endpoints.map(({ id, region, zone, state, lastMs, lastEdge }) => (
          <tr key={id}>
            <th scope="row">{id}</th>
            <td>{region}</td>
            <td>{zone}</td>
            <td className={`state ${state}`}>
              <span aria-hidden="true">{symbols[state]}</span> {state}
            </td>
            <td>{lastMs === undefined ? 'no data' : `${Math.round(lastMs)} ms from ${lastEdge}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
