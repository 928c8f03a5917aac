import type { Dependencies } from '@/lib/gateway/dependencies'
import { explainRoute } from '@/lib/gateway/explain-route'
import { handleCall } from '@/lib/gateway/handle-call'
import { reportHealth } from '@/lib/gateway/report-health'
import { serveMetrics } from '@/lib/gateway/serve-metrics'
import { serveProbeCron } from '@/lib/gateway/serve-probe-cron'
import { serveBadge, serveFeed, serveStatus, serveSummary } from '@/lib/gateway/serve-status'
import { pathOf } from '@/lib/openai/path-of'

type Serve = (request: Request, dependencies: Dependencies) => Promise<Response>

/** Our own documents, by their paths. */
export const documents: ReadonlyMap<string, Serve> = new Map([
  ['/api/route', explainRoute],
  ['/api/health', reportHealth],
  ['/api/metrics', serveMetrics],
  ['/api/cron/probe', serveProbeCron],
  ['/api/status', serveStatus],
  ['/api/status/summary.json', serveSummary],
  ['/api/status/feed.xml', serveFeed],
  ['/feed.xml', serveFeed],
])

/**
 * Serves whatever arrives below `/api` and `/v1`. They share one route, and so one isolate: each route file is an isolate
 * of its own, and the explanation of a route would otherwise not know what the routing of calls has learned.
 */
export function serveRequest(request: Request, dependencies: Dependencies): Promise<Response> {
  const pathname = pathOf(request.url)
  const isBadge = /^(\/api\/status)?\/badge\/[\w.-]+\.svg$/.test(pathname)
  const serve = isBadge ? serveBadge : (documents.get(pathname) ?? handleCall)
  return serve(request, dependencies)
}
