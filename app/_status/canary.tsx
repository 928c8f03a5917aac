/** @jsxImportSource preact */
import { Moment } from '@/app/_status/moment'
import { drawnCallers } from '@/lib/gateway/drawn-callers'
import type { Status } from '@/lib/gateway/read-status'

type Known = NonNullable<Status['canary']>

const reasons: Readonly<Record<NonNullable<Known['reason']>, string>> = {
  'circuit-open': 'its calls failed there one after another',
  'more-errors': 'its calls failed clearly more often than the others, last there',
}

/** The other map that some callers go by, and how they fare; nothing where there is none. */
export function Canary({ canary }: Pick<Status, 'canary'>) {
  return (
    <div id="canary" data-live>
      {canary !== null && (
        <section aria-labelledby="canary-title">
          <h2 id="canary-title">Canary</h2>
          <p className={canary.state === 'off' ? 'overall degraded' : undefined}>
            <State canary={canary} />
          </p>
          {canary.outcomes !== null && <Outcomes outcomes={canary.outcomes} />}
        </section>
      )}
    </div>
  )
}

function State({ canary: { state, share, countries, reason, endpoint, since } }: { readonly canary: Known }) {
  const drawn = drawnCallers({ share, countries })
  if (state === 'on') return <>On: {drawn} go by another region map, to try it out.</>
  return (
    <>
      Off{since !== null && ' since '}
      {since !== null && <Moment at={since} />}: {reason !== null && reasons[reason]}
      {endpoint !== null && ` (${endpoint})`}. All calls go by the usual region map; {drawn} had gone by
      another.
    </>
  )
}

function Outcomes({ outcomes }: { readonly outcomes: NonNullable<Known['outcomes']> }) {
  const sides = [
    ['Canary', outcomes.canary],
    ['Others', outcomes.control],
  ] as const
  return (
    <table className="endpoints">
      <caption>Calls since the canary began</caption>
      <thead>
        <tr>
          {['Calls of', 'Calls', 'Errors', 'Rescued', 'p50', 'p95'].map(title => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sides.map(([name, { calls, errors, errorRate, rescued, latencyMs }]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td data-label="Calls">{calls}</td>
            <td data-label="Errors">
              {errors}
              {errorRate !== null && ` (${Math.round(errorRate * 1000) / 10} %)`}
            </td>
            <td data-label="Rescued">{rescued}</td>
            <td data-label="p50">{latencyMs.p50 === null ? '–' : `${latencyMs.p50} ms`}</td>
            <td data-label="p95">{latencyMs.p95 === null ? '–' : `${latencyMs.p95} ms`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
