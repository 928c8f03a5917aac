/** @jsxImportSource preact */
import { Moment } from '@/app/_status/moment'
import type { NoticeStatus } from '@/lib/gateway/read-notices'

type Props = { readonly notices: readonly NoticeStatus[] }

const kinds: Readonly<Record<NoticeStatus['severity'], string>> = {
  maintenance: 'Maintenance',
  information: 'Information',
  incident: 'Incident',
}

/** What the operator tells, with its updates, the newest first. */
export function Notices({ notices }: Props) {
  if (notices.length === 0) return null
  return (
    <section aria-labelledby="notices">
      <h2 id="notices">Notices</h2>
      {notices.map(notice => (
        <article key={notice.id} id={`notice-${notice.id}`} className={`notice ${notice.severity}`}>
          <h3>{notice.title}</h3>
          <p className="note">
            <Heading notice={notice} />
          </p>
          <p className="text">{notice.body}</p>
          {notice.updates.length > 0 && (
            <ol className="updates">
              {notice.updates.map(({ at, body }) => (
                <li key={`${at} ${body}`}>
                  <Moment at={at} />
                  <p className="text">{body}</p>
                </li>
              ))}
            </ol>
          )}
        </article>
      ))}
    </section>
  )
}

function Heading({ notice: { severity, state, from, until, endpoints } }: { notice: NoticeStatus }) {
  return (
    <>
      {kinds[severity]}
      {endpoints.length > 0 && ` of ${endpoints.join(', ')}`}
      {severity === 'maintenance' && `, ${state}`},{' '}
      {until === undefined && (state === 'scheduled' ? 'from ' : 'since ')}
      <Moment at={from} />
      {until !== undefined && (
        <>
          {' to '}
          <Moment at={until} />
        </>
      )}
    </>
  )
}
