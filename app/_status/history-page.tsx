/** @jsxImportSource preact */
import { IncidentList } from '@/app/_status/incident-list'
import { Notices } from '@/app/_status/notices'
import type { History } from '@/lib/gateway/read-history'

const monthName = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** What happened in a month, with links to the months around it. */
export function HistoryPage({ history }: { history: History }) {
  return (
    <main>
      <p>
        <a href="/">Status</a> <a href="/feed.xml">RSS</a>
      </p>
      <h1>Isochrone status in {monthName.format(history.from)}</h1>
      <Months history={history} />
      <div id="history" data-live>
        <Notices notices={history.notices} />
        <h2>Incidents</h2>
        <Incidents incidents={history.incidents} />
      </div>
    </main>
  )
}

function Months({ history: { previous, next } }: { history: History }) {
  return (
    <nav aria-label="Months" className="months">
      {previous !== undefined && (
        <a rel="prev" href={`?month=${previous}`}>
          Previous month
        </a>
      )}
      {next !== undefined && (
        <a rel="next" href={`?month=${next}`}>
          Next month
        </a>
      )}
    </nav>
  )
}

function Incidents({ incidents }: Pick<History, 'incidents'>) {
  if (incidents === undefined)
    return <p role="status">The history cannot be read at the moment. Without Redis none is kept.</p>
  if (incidents.length === 0) return <p>No incidents.</p>
  return <IncidentList incidents={incidents} />
}
