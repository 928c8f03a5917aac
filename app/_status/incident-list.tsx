/** @jsxImportSource preact */
import { Moment } from '@/app/_status/moment'
import type { IncidentStatus } from '@/lib/gateway/read-incidents'

type Props = { readonly incidents: readonly IncidentStatus[] }

/** Incidents, each with what it was and how long it went on. */
export function IncidentList({ incidents }: Props) {
  return (
    <ol className="incidents">
      {incidents.map(incident => (
        <li
          key={incident.id}
          id={`incident-${incident.id}`}
          className={incident.endedAt === null ? 'going-on' : 'over'}
        >
          <h3>{incident.title}</h3>
          <p>{incident.body}</p>
          <p className="note">
            <Stretch incident={incident} />
          </p>
        </li>
      ))}
    </ol>
  )
}

function Stretch({ incident: { startedAt, endedAt } }: { incident: IncidentStatus }) {
  if (endedAt === null)
    return (
      <>
        <strong>Ongoing</strong> since <Moment at={startedAt} />
      </>
    )
  return (
    <>
      Ended. <Moment at={startedAt} /> to <Moment at={endedAt} />, {duration(endedAt - startedAt)}
    </>
  )
}

const minuteMs = 60_000

function duration(milliseconds: number): string {
  const minutes = Math.round(milliseconds / minuteMs)
  if (minutes === 0) return 'less than a minute'
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}
