/** @jsxImportSource preact */
type Props = { readonly days: readonly (number | null)[]; readonly label: string }

const barWidth = 2
const gap = 1
const height = 20

/** A bar for each day, the newest last: full where all went well, lower and of another colour where not, a dot where nothing is known. */
export function DayBars({ days, label }: Props) {
  const known = days.filter(day => day !== null).length
  if (known === 0) return <span className="note">no data</span>
  const width = days.length * (barWidth + gap)
  return (
    <svg className="day-bars" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img">
      <title>{`${label}: known for ${known} of ${days.length} days`}</title>
      {days.map((day, position) => {
        const size = day === null ? 2 : Math.max(4, height * day)
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a day is its place in the row
            key={position}
            x={position * (barWidth + gap)}
            y={height - size}
            width={barWidth}
            height={size}
            className={classOf(day)}
          />
        )
      })}
    </svg>
  )
}

function classOf(day: number | null): string {
  if (day === null) return 'unknown'
  return day >= 0.999 ? 'good' : day >= 0.95 ? 'poor' : 'bad'
}
