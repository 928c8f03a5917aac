import type { Dependencies } from '@/lib/gateway/dependencies'
import { readPageView } from '@/lib/gateway/page-view'
import { readIncidents } from '@/lib/gateway/read-incidents'
import { readNotices } from '@/lib/gateway/read-notices'
import { readStatus, type Status } from '@/lib/gateway/read-status'
import { serveJson } from '@/lib/gateway/serve-json'
import { ApiError } from '@/lib/openai/api-error'
import { badgeSvg } from '@/lib/status/badge-svg'
import { feedItems } from '@/lib/status/feed-items'
import { rssFeed } from '@/lib/status/rss-feed'
import { statuspageSummary } from '@/lib/status/statuspage-summary'

/** Answers `GET /api/status`: what the status page shows, for its `window` too. Anyone may ask, and nothing in it is anyone's. */
export function serveStatus(request: Request, dependencies: Dependencies): Promise<Response> {
  return publicly(
    serveJson(request, { dependencies }, async ({ place }) =>
      toDocument(await readStatus(place.edge, dependencies, readPageView(new URL(request.url).searchParams))),
    ),
  )
}

/** Answers `GET /api/status/summary.json`, in the shape that status aggregators read. */
export function serveSummary(request: Request, dependencies: Dependencies): Promise<Response> {
  return publicly(
    serveJson(request, { dependencies }, async ({ place }) =>
      statuspageSummary(await readStatus(place.edge, dependencies), `${new URL(request.url).origin}/`),
    ),
  )
}

/** Answers `GET /badge/{endpoint}.svg`. */
export async function serveBadge(request: Request, dependencies: Dependencies): Promise<Response> {
  const id = /([^/]+)\.svg$/.exec(new URL(request.url).pathname)?.[1] ?? ''
  const response = await serveJson(request, { dependencies }, async ({ place }) => {
    const { endpoints } = await readStatus(place.edge, dependencies)
    const found = endpoints.find(endpoint => endpoint.id === id)
    if (found === undefined) throw new ApiError('unknown_operation', 'There is no badge of that name.')
    return badgeSvg({ label: id, state: found.state, p50: found.latencyMs.p50 })
  })
  return await publicly(asText(response, 'image/svg+xml; charset=utf-8'))
}

// So that who has looked on holiday misses little.
const feedMs = 90 * 24 * 60 * 60_000

/** Answers `GET /feed.xml`: the incidents and notices of the last 90 days. */
export async function serveFeed(request: Request, dependencies: Dependencies): Promise<Response> {
  const response = await serveJson(request, { dependencies }, async () => {
    const now = dependencies.effects.now()
    const [incidents = [], notices] = await Promise.all([
      readIncidents({ from: now - feedMs }, dependencies),
      readNotices(now, dependencies),
    ])
    const pageUrl = `${new URL(request.url).origin}/`
    const recent = notices.filter(({ until }) => (until ?? now) >= now - feedMs)
    return rssFeed({
      pageUrl,
      feedUrl: `${pageUrl}feed.xml`,
      updatedAt: now,
      items: feedItems({ incidents, notices: recent }, { pageUrl, now }),
    })
  })
  return await publicly(asText(response, 'application/rss+xml; charset=utf-8'))
}

// What is not JSON is served by the same rules.
async function asText(response: Response, type: string): Promise<Response> {
  if (response.status !== 200) return response
  const headers = new Headers(response.headers)
  headers.set('content-type', type)
  headers.set('content-security-policy', "default-src 'none'")
  return new Response(String(await response.json()), { headers })
}

// Alike for everyone, so that whoever stands in front may keep it for a moment.
async function publicly(answering: Promise<Response>): Promise<Response> {
  const response = await answering
  if (response.status === 200) response.headers.set('cache-control', 'public, max-age=10, s-maxage=10')
  return response
}

function toDocument({
  updatedAt,
  endpoints,
  incidents,
  notices,
  canary,
  countries: _,
  edges: __,
  lost: ___,
  ...status
}: Status) {
  return {
    updatedAt: new Date(updatedAt).toISOString(),
    ...status,
    endpoints: endpoints.map(({ lastMs, lastEdge, checkedAt, place: ____, ...endpoint }) => ({
      ...endpoint,
      lastMs: lastMs ?? null,
      lastEdge: lastEdge ?? null,
      checkedAt: isoOrNull(checkedAt),
    })),
    incidents: incidents.map(incident => ({
      ...incident,
      startedAt: new Date(incident.startedAt).toISOString(),
      endedAt: isoOrNull(incident.endedAt),
    })),
    ...(canary && { canary: canaryDocument(canary) }),
    notices: notices.map(notice => ({
      ...notice,
      from: new Date(notice.from).toISOString(),
      until: isoOrNull(notice.until),
      updates: notice.updates.map(({ at, body }) => ({ at: new Date(at).toISOString(), body })),
    })),
  }
}

// Its version follows from URLs too.
function canaryDocument({
  state,
  share,
  countries,
  reason,
  endpoint,
  since,
  outcomes,
}: NonNullable<Status['canary']>) {
  return { state, share, countries, reason, endpoint, since: isoOrNull(since), outcomes }
}

function isoOrNull(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString()
}
