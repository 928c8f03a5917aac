/** @jsxImportSource preact */
import { IncidentList } from '@/app/_status/incident-list'
import { Notices } from '@/app/_status/notices'
import type { Status } from '@/lib/gateway/read-status'

/** What goes on now: the operator's notices and the incidents; nothing where there are none. */
export function CurrentIncidents({ incidents, notices }: Pick<Status, 'incidents' | 'notices'>) {
  const current = incidents.filter(({ endedAt }) => endedAt === null)
  return (
    <div id="current" data-live>
      <Notices notices={notices} />
      {current.length > 0 && (
        <section aria-labelledby="incidents">
          <h2 id="incidents">Current incidents</h2>
          <IncidentList incidents={current} />
        </section>
      )}
    </div>
  )
}

type RecentProps = {
  /** undefined where the store is lost, or there is none. */
  readonly incidents: Status['incidents'] | undefined
}

/** What is over, and where to read of what was before. */
export function RecentIncidents({ incidents }: RecentProps) {
  const over = incidents?.filter(({ endedAt }) => endedAt !== null) ?? []
  return (
    <section aria-labelledby="recent" id="past" data-live>
      <h2 id="recent">Incidents of the last 14 days</h2>
      {over.length > 0 && <IncidentList incidents={over} />}
      {incidents === undefined && <p>They cannot be read at the moment. Without Redis none are kept.</p>}
      {incidents !== undefined && over.length === 0 && (
        <p>{incidents.length === 0 ? 'No incidents.' : 'None has ended.'}</p>
      )}
      <p>
        <a href="/history">History by month</a> <a href="/feed.xml">RSS</a>
      </p>
    </section>
  )
}
