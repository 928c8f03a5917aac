import type { Status } from '@/lib/gateway/read-status'

type MatrixCell = Status['matrix'][number]

/** Which percentile the matrix shows. */
export type Percentile = 'p50' | 'p95' | 'p99'

type Props = {
  readonly cells: readonly MatrixCell[]
  readonly endpoints: readonly string[]
  readonly percentile: Percentile
}

const percentiles: readonly Percentile[] = ['p50', 'p95', 'p99']

// The steps of the legend, in milliseconds.
const steps = [100, 200, 400, 800] as const

/** Edges by endpoints: what each has seen of each in the last hour, by number and colour. */
export function LatencyMatrix({ cells, endpoints, percentile }: Props) {
  const edges = [...new Set(cells.map(({ edge }) => edge))]
  if (edges.length === 0) return null
  return (
    <section aria-labelledby="matrix">
      <h2 id="matrix">From where to where</h2>
      <p className="note">
        Milliseconds to the first content of streams in the last hour, {percentile}; round trips of probes
        where there was none (marked ○). Below each how many samples.{' '}
        {percentiles.map(each => (
          <a key={each} href={`?percentile=${each}`} aria-current={each === percentile ? 'true' : undefined}>
            {each}
          </a>
        ))}
      </p>
      <div className="scrolling">
        <table className="matrix">
          <thead>
            <tr>
              <th scope="col">Edge</th>
              {endpoints.map(id => (
                <th key={id} scope="col">
                  {id}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {edges.map(edge => (
              <tr key={edge}>
                <th scope="row">{edge}</th>
                {endpoints.map(id => (
                  <Cell
                    key={id}
                    cell={cells.find(each => each.edge === edge && each.endpoint === id)}
                    percentile={percentile}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Cell({ cell, percentile }: { cell: MatrixCell | undefined; percentile: Percentile }) {
  const value = cell?.[percentile] ?? null
  if (cell === undefined) return <td className="unknown">no data</td>
  if (value === null) return <td className="down">not reached</td>
  return (
    <td className={`step-${steps.filter(step => value >= step).length}`}>
      {value}
      {cell.of === 'round-trip' && <span title="round trip of a probe"> ○</span>}
      <small>{cell.samples}</small>
    </td>
  )
}
