/** @jsxImportSource preact */
import { type PageView, pageAddress, percentiles, timeWindows } from '@/lib/gateway/page-view'
import type { Status } from '@/lib/gateway/read-status'

type MatrixCell = Status['matrix'][number]

type Props = {
  readonly cells: readonly MatrixCell[]
  /** Where the store does not tell what was measured. */
  readonly isLost: boolean
  readonly endpoints: readonly string[]
  readonly view: PageView
}

// The steps of the legend, in milliseconds.
const steps = [100, 200, 400, 800] as const

const windowWords = { '15m': '15 minutes', '1h': 'hour', '24h': '24 hours' } as const

/** Edges by endpoints: what each has seen of each in a window of time, by number and colour. */
export function LatencyMatrix({ cells, isLost, endpoints, view }: Props) {
  const edges = [...new Set(cells.map(({ edge }) => edge))]
  return (
    <section aria-labelledby="matrix-title" id="matrix" data-live>
      <h2 id="matrix-title">From where to where</h2>
      <p className="note">
        Milliseconds to the first content of streams in the last {windowWords[view.window]}, {view.percentile}
        ; round trips of probes where there was none (marked ○). Below each how many samples.
      </p>
      <p className="choices">
        <Choices of={percentiles} now={view.percentile} to={percentile => ({ percentile })} view={view} />
        <Choices of={timeWindows} now={view.window} to={window => ({ window })} view={view} />
      </p>
      {edges.length === 0 ? (
        <p>{isLost ? 'It cannot be read at the moment.' : 'Nothing was measured in this time.'}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <section className="scrolling" aria-label="Latency by edge and endpoint" tabIndex={0}>
          <table className="matrix">
            <thead>
              <tr>
                <th scope="col">Edge</th>
                {endpoints.map(id => (
                  <th key={id} scope="col" aria-current={id === view.endpoint ? 'true' : undefined}>
                    <a href={`${pageAddress(view, { endpoint: id, edge: undefined })}#map`}>{id}</a>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {edges.map(edge => (
                <tr key={edge} aria-current={edge === view.edge ? 'true' : undefined}>
                  <th scope="row">
                    <a href={`${pageAddress(view, { edge, endpoint: undefined })}#map`}>{edge}</a>
                  </th>
                  {endpoints.map(id => (
                    <Cell
                      key={id}
                      cell={cells.find(each => each.edge === edge && each.endpoint === id)}
                      view={view}
                    />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

type ChoicesProps<Value extends string> = {
  readonly of: readonly Value[]
  readonly now: Value
  readonly to: (value: Value) => Partial<PageView>
  readonly view: PageView
}

function Choices<Value extends string>({ of: values, now, to, view }: ChoicesProps<Value>) {
  return (
    <span className="choice">
      {values.map(value => (
        <a
          key={value}
          href={`${pageAddress(view, to(value))}#matrix`}
          aria-current={value === now ? 'true' : undefined}
        >
          {value}
        </a>
      ))}
    </span>
  )
}

function Cell({ cell, view }: { cell: MatrixCell | undefined; view: PageView }) {
  const value = cell?.[view.percentile] ?? null
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
