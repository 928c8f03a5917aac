import type { Dependencies } from '@/lib/gateway/dependencies'
import { explainRoute } from '@/lib/gateway/explain-route'
import { handleCall } from '@/lib/gateway/handle-call'
import { reportHealth } from '@/lib/gateway/report-health'
import { serveMetrics } from '@/lib/gateway/serve-metrics'
import { serveOperator } from '@/lib/gateway/serve-operator'
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
 * of its own, and neither the explanation of a route nor a report of usage would otherwise know what calls have taught and,
 * without Redis, used.
 */
export function serveRequest(request: Request, dependencies: Dependencies): Promise<Response> {
  const pathname = pathOf(request.url)
  const isBadge = /^(\/api\/status)?\/badge\/[\w.-]+\.svg$/.test(pathname)
  if (pathname.startsWith('/api/admin/')) return serveOperator(request, dependencies)
  const serve = isBadge ? serveBadge : (documents.get(pathname) ?? handleCall)
  return serve(request, dependencies)
}
