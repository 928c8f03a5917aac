import { historyLink } from '@/lib/status/history-link'
import type { Incident } from '@/lib/status/incident'
import { incidentWords } from '@/lib/status/incident-words'
import { type Notice, noticeState } from '@/lib/status/notice'

type Told = { readonly incidents: readonly Incident[]; readonly notices: readonly Notice[] }

type Options<Component> = {
  readonly now: number
  /** Of the status page, with a slash at its end. */
  readonly url: string
  readonly components: readonly Component[]
}

/** What goes on, and the maintenance that lies ahead, in Statuspage's shape. Source: https://metastatuspage.com/api, summary.json */
export function statuspageIncidents<Component extends { readonly id: string }>(
  { incidents, notices }: Told,
  { now, url, components }: Options<Component>,
) {
  const write = (post: Post) => ({
    ...toPost(post, url),
    components: components.filter(({ id }) => post.endpoints.includes(id)),
  })
  const current = notices.filter(notice => noticeState(notice, now) !== 'ended')
  const isMaintenance = ({ severity }: Notice) => severity === 'maintenance'
  return {
    incidents: [
      ...incidents.filter(({ endedAt }) => endedAt === null).map(incident => write(ofIncident(incident))),
      ...current
        .filter(notice => !isMaintenance(notice) && noticeState(notice, now) === 'active')
        .map(notice => write(ofNotice(notice, now))),
    ],
    scheduled_maintenances: current.filter(isMaintenance).map(notice => ({
      ...write(ofNotice(notice, now)),
      scheduled_for: iso(notice.from),
      scheduled_until: notice.until === undefined ? null : iso(notice.until),
    })),
  }
}

type Post = {
  readonly kind: 'incident' | 'notice'
  readonly id: string
  readonly name: string
  readonly status: 'investigating' | 'identified' | 'scheduled' | 'in_progress'
  readonly impact: 'none' | 'minor' | 'major' | 'maintenance'
  readonly startedAt: number
  /** It has no month in the history yet. */
  readonly isAhead: boolean
  readonly endpoints: readonly string[]
  /** The newest first. */
  readonly updates: readonly { readonly at: number; readonly body: string }[]
}

function ofIncident(incident: Incident): Post {
  const { id, endpoint, kind, startedAt } = incident
  const { title, body } = incidentWords(incident)
  return {
    kind: 'incident',
    id,
    name: title,
    status: 'investigating',
    impact: kind === 'unreachable' ? 'major' : 'minor',
    startedAt,
    isAhead: false,
    endpoints: [endpoint],
    updates: [{ at: startedAt, body }],
  }
}

const impacts = { maintenance: 'maintenance', incident: 'minor', information: 'none' } as const

function ofNotice(notice: Notice, now: number): Post {
  const { id, title, body, severity, from, endpoints, updates } = notice
  const isAhead = noticeState(notice, now) === 'scheduled'
  return {
    kind: 'notice',
    id,
    name: title,
    status: severity === 'maintenance' ? (isAhead ? 'scheduled' : 'in_progress') : 'identified',
    impact: impacts[severity],
    // When a notice was written is not known; aggregators take what lies ahead for an error.
    startedAt: Math.min(from, now),
    isAhead,
    endpoints,
    updates: [...updates, { at: Math.min(from, now), body }],
  }
}

function toPost({ kind, id, name, status, impact, startedAt, isAhead, updates }: Post, url: string) {
  const created_at = iso(startedAt)
  return {
    id,
    name,
    status,
    impact,
    created_at,
    updated_at: iso(Math.max(startedAt, updates[0]?.at ?? 0)),
    started_at: created_at,
    monitoring_at: null,
    resolved_at: null,
    shortlink: isAhead ? url : historyLink(url, { kind, id, at: startedAt }),
    page_id: 'isochrone',
    incident_updates: updates.map(({ at, body }, position) => ({
      id: `${id}-${updates.length - position}`,
      incident_id: id,
      status,
      body,
      created_at: iso(at),
      updated_at: iso(at),
      display_at: iso(at),
    })),
  }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
