/** @jsxImportSource preact */
import { countryNames } from '@/app/_status/country-names'
import { type Picked, PickedNote } from '@/app/_status/picked-note'
import { type PageView, pageAddress } from '@/lib/gateway/page-view'
import type { EndpointStatus, Status } from '@/lib/gateway/read-status'
import { worldMap } from '@/lib/gateway/world-map'

type CountryLatency = Status['countries'][number]

type Props = Pick<Status, 'countries' | 'endpoints' | 'edges' | 'matrix'> & { readonly view: PageView }

// The steps of the legend, in milliseconds.
const steps = [100, 150, 200, 300] as const

const outlines: readonly (readonly [string, string])[] = Object.entries(worldMap.outlines)
const points = Object.entries(worldMap.points)
const names = new Map(countryNames)

/**
 * The world, each country shaded by how soon its calls are answered; hatched where that is an estimate. A picked endpoint leaves
 * only the countries that it serves in colour, a picked edge is joined with the endpoints that it has measured.
 */
export function WorldMap({ countries, endpoints, edges, matrix, view }: Props) {
  const byCountry = new Map(countries.map(each => [each.country, each]))
  const endpoint = endpoints.find(({ id }) => id === view.endpoint)
  const edge = edges.find(({ id }) => id === view.edge)
  const picked: Picked = { endpoint, edge: view.edge, countries, matrix }
  const look = (code: string) => lookOf(byCountry.get(code), endpoint)
  return (
    <figure className="world" id="map" data-live>
      <svg viewBox={`0 0 ${worldMap.width} ${worldMap.height}`} aria-label="Latency by country">
        <defs>
          <pattern
            id="hatch"
            width="4"
            height="4"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <line x1="0" y1="0" x2="0" y2="4" />
          </pattern>
        </defs>
        <g>
          {outlines.map(([code, outline]) => (
            <g key={code} className={look(code)}>
              <path d={outline}>
                <title>{wordsFor(code, byCountry.get(code))}</title>
              </path>
              {byCountry.get(code)?.how === 'estimated' && <path d={outline} className="hatched" />}
            </g>
          ))}
          {points.map(([code, [x = 0, y = 0]]) => (
            <circle key={code} cx={x} cy={y} r="2.5" className={look(code)}>
              <title>{wordsFor(code, byCountry.get(code))}</title>
            </circle>
          ))}
        </g>
        {edge && <Measured edge={edge} endpoints={endpoints} matrix={matrix} />}
        {edges.map(each => (
          <EdgeMark key={each.id} edge={each} view={view} />
        ))}
        {endpoints.map(each => (
          <EndpointMark key={each.id} endpoint={each} view={view} />
        ))}
      </svg>
      <figcaption>
        <PickedNote picked={picked} view={view} />
        <Legend />
        <CountryTable countries={countries} />
      </figcaption>
    </figure>
  )
}

function Legend() {
  return (
    <ul className="legend">
      {['under 100 ms', '100 to 150', '150 to 200', '200 to 300', 'over 300'].map((words, step) => (
        <li key={words}>
          <span className={`swatch step-${step}`} aria-hidden="true" /> {words}
        </li>
      ))}
      <li>
        <span className="swatch hatching" aria-hidden="true" /> hatched: by distance, nothing measured in the
        last hour
      </li>
      <li>
        <span aria-hidden="true">●</span> endpoint, <span aria-hidden="true">◦</span> edge: pick one
      </li>
    </ul>
  )
}

const marks: Readonly<Record<EndpointStatus['state'], string>> = {
  operational: 'M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0',
  degraded: 'M0,-6L6,0L0,6L-6,0Z',
  down: 'M-5,-5H5V5H-5Z',
  draining: 'M0,-6L6,5H-6Z',
  disabled: 'M-5,-1H5V1H-5Z',
  unknown: 'M-3,0a3,3 0 1,0 6,0a3,3 0 1,0 -6,0',
}

function EndpointMark({
  endpoint: { id, state, place },
  view,
}: {
  endpoint: EndpointStatus
  view: PageView
}) {
  if (place === undefined) return null
  const isPicked = view.endpoint === id
  return (
    <a
      href={`${pageAddress(view, { endpoint: isPicked ? undefined : id, edge: undefined })}#map`}
      aria-label={`Endpoint ${id}: ${state}`}
      aria-current={isPicked ? 'true' : undefined}
    >
      <g className={`mark ${state}`} transform={moved(place)}>
        <circle className="touched" r="14" />
        <path d={marks[state]} />
        <text x="8" y="4">
          {id}
        </text>
      </g>
    </a>
  )
}

function EdgeMark({ edge: { id, place }, view }: { edge: Status['edges'][number]; view: PageView }) {
  const isPicked = view.edge === id
  return (
    <a
      href={`${pageAddress(view, { edge: isPicked ? undefined : id, endpoint: undefined })}#map`}
      aria-label={`Edge ${id}`}
      aria-current={isPicked ? 'true' : undefined}
    >
      <g className="edge" transform={moved(place)}>
        <circle className="touched" r="10" />
        <circle r="3.5" />
        <title>{`Edge ${id}`}</title>
        {isPicked && (
          <text x="-8" y="4" text-anchor="end">
            {id}
          </text>
        )}
      </g>
    </a>
  )
}

type MeasuredProps = Pick<Status, 'endpoints' | 'matrix'> & { readonly edge: Status['edges'][number] }

// Lines from an edge to what it has measured, each with its median.
function Measured({ edge, endpoints, matrix }: MeasuredProps) {
  const [x, y] = edge.place
  return (
    <g className="measured">
      {matrix.map(cell => {
        const place = endpoints.find(({ id }) => id === cell.endpoint)?.place
        if (cell.edge !== edge.id || place === undefined || cell.p50 === null) return null
        return (
          <g key={cell.endpoint}>
            <line x1={x} y1={y} x2={place[0]} y2={place[1]} />
            <text x={(x + place[0]) / 2} y={(y + place[1]) / 2} text-anchor="middle">
              {cell.p50} ms
            </text>
          </g>
        )
      })}
    </g>
  )
}

/** The same as words, for who does not see the map. */
function CountryTable({ countries }: { countries: readonly CountryLatency[] }) {
  const byCountry = new Map(countries.map(each => [each.country, each]))
  return (
    <details>
      <summary>The map as a table</summary>
      <div className="scrolling">
        <table>
          <thead>
            <tr>
              <th scope="col">Country</th>
              <th scope="col">Endpoint</th>
              <th scope="col">Latency</th>
            </tr>
          </thead>
          <tbody>
            {countryNames.map(([code, name]) => {
              const latency = byCountry.get(code)
              return (
                <tr key={code}>
                  <th scope="row">{name}</th>
                  <td>{latency?.endpoint ?? 'none'}</td>
                  <td>{latency === undefined ? '' : `${latency.ms} ms ${latency.how}`}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function moved([x, y]: readonly [x: number, y: number]): string {
  return `translate(${x.toFixed(0)} ${y.toFixed(0)})`
}

function lookOf(latency: CountryLatency | undefined, picked: EndpointStatus | undefined): string {
  if (latency === undefined) return 'unserved'
  const step = `step-${steps.filter(each => latency.ms >= each).length}`
  return picked === undefined || picked.id === latency.endpoint ? step : `${step} other`
}

function wordsFor(code: string, latency: CountryLatency | undefined): string {
  const name = names.get(code) ?? code
  if (latency === undefined) return `${name}: no endpoint`
  return `${name}: ${latency.endpoint}, ${latency.ms} ms ${latency.how}`
}
