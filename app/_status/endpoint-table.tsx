/** @jsxImportSource preact */
import { DayBars } from '@/app/_status/day-bars'
import { Sparkline } from '@/app/_status/sparkline'
import { type PageView, pageAddress } from '@/lib/gateway/page-view'
import type { EndpointStatus } from '@/lib/gateway/read-status'

const symbols: Readonly<Record<EndpointStatus['state'], string>> = {
  operational: '●',
  degraded: '◐',
  down: '✕',
  draining: '◇',
  disabled: '–',
  unknown: '○',
}

const columns = [
  'Endpoint',
  'State',
  'p50',
  'p95',
  'p99',
  'Last hour',
  'Tokens/s',
  'Errors',
  'Traffic',
  'Uptime',
]

type Props = { readonly endpoints: readonly EndpointStatus[]; readonly view: PageView }

/** The endpoints with their state, by shape, word and colour, and what was seen of them. */
export function EndpointTable({ endpoints, view }: Props) {
  if (endpoints.length === 0) return <p>No region map is configured.</p>
  return (
    <table className="endpoints" id="endpoints" data-live>
      <caption>Endpoints</caption>
      <thead>
        <tr>
          {columns.map(title => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {endpoints.map(endpoint => (
          <EndpointRow key={endpoint.id} endpoint={endpoint} view={view} />
        ))}
      </tbody>
    </table>
  )
}

function EndpointRow({ endpoint, view }: { endpoint: EndpointStatus; view: PageView }) {
  const { id, region, zone, state, latencyMs, uptime, tokensPerSecond, errorRate, trafficShare } = endpoint
  return (
    <tr aria-current={id === view.endpoint ? 'true' : undefined}>
      <th scope="row">
        <a href={`${pageAddress(view, { endpoint: id, edge: undefined })}#map`}>{id}</a>
      </th>
      <td className={`state ${state}`}>
        <span aria-hidden="true">{symbols[state]}</span> {state}
        <small>
          {region}, {zone}
        </small>
      </td>
      {([50, 95, 99] as const).map(at => (
        <td key={at} data-label={`p${at}`}>
          {milliseconds(latencyMs[`p${at}`])}
          {at === 50 && latencyMs.p50 !== null && latencyMs.of === 'round-trip' && <small>round trip</small>}
        </td>
      ))}
      <td data-label="Last hour">
        <Sparkline
          values={endpoint.p50ByMinute}
          label={`Median latency of ${id} in each minute of the last hour`}
        />
      </td>
      <td data-label="Tokens/s">{tokensPerSecond === null ? 'no data' : tokensPerSecond.toFixed(0)}</td>
      <td data-label="Errors">{percent(errorRate)}</td>
      <td data-label="Traffic">{percent(trafficShare)}</td>
      <td data-label="Uptime">
        <DayBars days={endpoint.uptimeByDay} label={`Uptime of ${id}, day by day`} />
        <small>
          24 h {percent(uptime['24h'])}, 30 d {percent(uptime['30d'])}, 90 d {percent(uptime['90d'])}
        </small>
      </td>
    </tr>
  )
}

function milliseconds(value: number | null): string {
  return value === null ? 'no data' : `${value} ms`
}

function percent(share: number | null): string {
  if (share === null) return 'no data'
  return `${share === 1 ? '100' : (100 * share).toFixed(share > 0.99 ? 2 : 1)} %`
}
