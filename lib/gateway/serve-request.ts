import type { Dependencies } from '@/lib/gateway/dependencies'
import { handleCall } from '@/lib/gateway/handle-call'
import { pathOf } from '@/lib/openai/path-of'

type Serve = (request: Request, dependencies: Dependencies) => Promise<Response>
type LoadServe = () => Promise<Serve>

// Read when they are first asked for, so that a cold start's first call does not wait for what no call needs.
const serveStatus = () => import('@/lib/gateway/serve-status')
const serveOperator = () => import('@/lib/gateway/serve-operator')
const feed: LoadServe = async () => (await serveStatus()).serveFeed

/** Our own documents, by their paths. */
export const documents: ReadonlyMap<string, LoadServe> = new Map([
  ['/api/route', async () => (await import('@/lib/gateway/explain-route')).explainRoute],
  ['/api/health', async () => (await import('@/lib/gateway/report-health')).reportHealth],
  ['/api/metrics', async () => (await import('@/lib/gateway/serve-metrics')).serveMetrics],
  ['/api/cron/probe', async () => (await import('@/lib/gateway/serve-probe-cron')).serveProbeCron],
  ['/api/status', async () => (await serveStatus()).serveStatus],
  ['/api/status/summary.json', async () => (await serveStatus()).serveSummary],
  ['/api/status/feed.xml', feed],
  ['/feed.xml', feed],
])

/**
 * Serves whatever arrives below `/api` and `/v1`. They share one route, and so one isolate: each route file is an isolate
 * of its own, and neither the explanation of a route nor a report of usage would otherwise know what calls have taught and,
 * without Redis, used.
 */
export async function serveRequest(request: Request, dependencies: Dependencies): Promise<Response> {
  const load = loaderOf(pathOf(request.url))
  const serve = load === undefined ? handleCall : await load()
  return await serve(request, dependencies)
}

function loaderOf(pathname: string): LoadServe | undefined {
  if (pathname.startsWith('/api/admin/')) return async () => (await serveOperator()).serveOperator
  const isBadge = /^(\/api\/status)?\/badge\/[\w.-]+\.svg$/.test(pathname)
  return isBadge ? async () => (await serveStatus()).serveBadge : documents.get(pathname)
}
