import type { EndpointStatus, Status } from '@/lib/gateway/read-status'
import { worldMap } from '@/lib/gateway/world-map'

type CountryLatency = Status['countries'][number]

type Props = {
  readonly countries: readonly CountryLatency[]
  readonly endpoints: readonly EndpointStatus[]
}

// The steps of the legend, in milliseconds.
const steps = [100, 150, 200, 300] as const
const names = new Intl.DisplayNames(['en'], { type: 'region' })

const outlines: readonly (readonly [string, string])[] = Object.entries(worldMap.outlines)
const points = Object.entries(worldMap.points)

/** The world, each country shaded by how soon its calls are answered; hatched where that is an estimate. */
export function WorldMap({ countries, endpoints }: Props) {
  const byCountry = new Map(countries.map(each => [each.country, each]))
  const look = (code: string) => lookOf(byCountry.get(code))
  return (
    <figure className="world">
      <svg viewBox={`0 0 ${worldMap.width} ${worldMap.height}`} role="img" aria-labelledby="world-title">
        <title id="world-title">Latency by country</title>
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
        {endpoints.map(endpoint => (
          <EndpointMark key={endpoint.id} endpoint={endpoint} />
        ))}
      </svg>
      <figcaption>
        <ul className="legend">
          {['under 100 ms', '100 to 150', '150 to 200', '200 to 300', 'over 300'].map((words, step) => (
            <li key={words}>
              <span className={`swatch step-${step}`} aria-hidden="true" /> {words}
            </li>
          ))}
          <li>
            <span className="swatch hatching" aria-hidden="true" /> hatched: by distance, nothing measured in
            the last hour
          </li>
        </ul>
      </figcaption>
    </figure>
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

function EndpointMark({ endpoint: { id, state, place } }: { endpoint: EndpointStatus }) {
  if (place === undefined) return null
  const [x, y] = place
  return (
    <g className={`mark ${state}`} transform={`translate(${x.toFixed(0)} ${y.toFixed(0)})`}>
      <title>{`${id}: ${state}`}</title>
      <path d={marks[state]} />
      <text x="8" y="4">
        {id}
      </text>
    </g>
  )
}

function lookOf(latency: CountryLatency | undefined): string {
  return latency === undefined ? 'unserved' : `step-${steps.filter(step => latency.ms >= step).length}`
}

function wordsFor(code: string, latency: CountryLatency | undefined): string {
  const name = names.of(code) ?? code
  if (latency === undefined) return `${name}: no endpoint`
  return `${name}: ${latency.endpoint}, ${latency.ms} ms ${latency.how}`
}
