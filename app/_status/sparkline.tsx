/** @jsxImportSource preact */
type Props = { readonly values: readonly (number | null)[]; readonly label: string }

const width = 120
const height = 24

/** A line through the values; where nothing was measured it is broken. */
export function Sparkline({ values, label }: Props) {
  const known = values.flatMap(value => value ?? [])
  if (known.length === 0) return <span className="note">no data</span>
  const highest = Math.max(...known)
  const at = (value: number, position: number) => {
    const x = (position / Math.max(1, values.length - 1)) * width
    return `${x.toFixed(1)},${(height - 2 - (value / highest) * (height - 4)).toFixed(1)}`
  }
  const lines = runsOf(values).map(run => run.map(([position, value]) => at(value, position)))
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img">
      <title>{`${label}: from ${Math.min(...known)} to ${highest} ms`}</title>
      {lines.map(points =>
        points.length === 1 ? (
          <circle key={points[0]} cx={points[0]?.split(',')[0]} cy={points[0]?.split(',')[1]} r="1.5" />
        ) : (
          <polyline key={points[0]} points={points.join(' ')} />
        ),
      )}
    </svg>
  )
}

type Point = readonly [position: number, value: number]

function runsOf(values: readonly (number | null)[]): readonly (readonly Point[])[] {
  const runs: Point[][] = []
  for (const [position, value] of values.entries()) {
    if (value === null) continue
    const last = runs.at(-1)
    if (last?.at(-1)?.[0] === position - 1) last.push([position, value])
    else runs.push([[position, value]])
  }
  return runs
}
