/** @jsxImportSource preact */
import type { AdminView } from '@/lib/gateway/admin-view'

type Rates = Extract<AdminView, { kind: 'live' }>['rates']

const height = 40

/** The calls a second, and those of each minute of the last hour. */
export function LiveCalls({ rates }: { readonly rates: Rates }) {
  if ('problem' in rates) return <p className="note">{rates.problem}</p>
  const { perSecond, byMinute, cachedShare } = rates.value
  const most = Math.max(1, ...byMinute)
  return (
    <div className="live-calls">
      <p>
        <strong>{rateText(perSecond)}</strong> calls a second
        <small>
          over the last minute
          {cachedShare !== null && `; ${percent(cachedShare)} of the hour’s from the cache`}
        </small>
      </p>
      <svg viewBox={`0 0 ${byMinute.length * 4} ${height}`} preserveAspectRatio="none" role="img">
        <title>{`Calls in each of the last ${byMinute.length} minutes, at most ${most} in one`}</title>
        {byMinute.map((calls, at) => {
          const size = calls === 0 ? 1 : Math.max(2, (calls / most) * height)
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a minute is its place in the row
              key={at}
              x={at * 4}
              y={height - size}
              width="3"
              height={size}
              className={calls === 0 ? 'none' : undefined}
            />
          )
        })}
      </svg>
    </div>
  )
}

function rateText(perSecond: number): string {
  return perSecond.toFixed(perSecond >= 10 ? 0 : perSecond >= 1 ? 1 : 2)
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`
}
