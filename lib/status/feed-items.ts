import { historyLink } from '@/lib/status/history-link'
import type { Incident } from '@/lib/status/incident'
import { incidentWords } from '@/lib/status/incident-words'
import type { Notice } from '@/lib/status/notice'
import type { FeedItem } from '@/lib/status/rss-feed'

type Told = {
  readonly incidents: readonly Incident[]
  readonly notices: readonly Notice[]
}

type Options = {
  /** Of the status page, with a slash at its end. */
  readonly pageUrl: string
  readonly now: number
}

// More than readers ask for between two looks.
const mostItems = 50

/** The entries of a feed, the newest first. */
export function feedItems({ incidents, notices }: Told, { pageUrl, now }: Options): readonly FeedItem[] {
  return [
    ...incidents.map(incident => incidentItem(incident, pageUrl)),
    ...notices.map(notice => noticeItem(notice, { pageUrl, now })),
  ]
    .sort((one, other) => other.at - one.at || (one.id < other.id ? -1 : 1))
    .slice(0, mostItems)
}

function incidentItem(incident: Incident, pageUrl: string): FeedItem {
  const { id, startedAt, endedAt } = incident
  const { title, body } = incidentWords(incident)
  const stretch = endedAt === null ? `Since ${utc(startedAt)}.` : `${utc(startedAt)} to ${utc(endedAt)}.`
  return {
    id: `isochrone:incident:${id}`,
    title,
    body: `${stretch} ${body}`,
    category: 'outage',
    link: historyLink(pageUrl, { kind: 'incident', id, at: startedAt }),
    at: startedAt,
  }
}

function noticeItem(notice: Notice, { pageUrl, now }: Options): FeedItem {
  const { id, title, body, severity, from, until, endpoints, updates } = notice
  const stretch = until === undefined ? `From ${utc(from)}.` : `${utc(from)} to ${utc(until)}.`
  const of = endpoints.length === 0 ? [] : [`Endpoints: ${endpoints.join(', ')}.`]
  return {
    id: `isochrone:notice:${id}`,
    title,
    body: [stretch, ...of, body, ...updates.map(update => `${utc(update.at)}: ${update.body}`)].join('\n'),
    category: severity,
    // What lies ahead has no month in the history yet.
    link: from > now ? pageUrl : historyLink(pageUrl, { kind: 'notice', id, at: from }),
    at: from,
  }
}

function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
