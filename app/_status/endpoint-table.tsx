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
      <td data-label="Errors">{percent(errorRate, Math.ceil)}</td>
      <td data-label="Traffic">{percent(trafficShare, Math.round)}</td>
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

// Rounded against the endpoint, so that 100 % of uptime and 0 % of errors are just that; at either end by the hundredth.
function percent(share: number | null, rounded = Math.floor): string {
  if (share === null) return 'no data'
  if (share === 1) return '100 %'
  const isAtEnd = share > 0.99 || (share > 0 && share < 0.01)
  // In whole hundred-thousandths, as it is told.
  const hundredthousandths = Math.round(share * 1e5)
  return isAtEnd
    ? `${(rounded(hundredthousandths / 10) / 100).toFixed(2)} %`
    : `${(rounded(hundredthousandths / 100) / 10).toFixed(1)} %`
}
