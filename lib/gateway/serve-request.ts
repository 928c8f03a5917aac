import type { Dependencies } from '@/lib/gateway/dependencies'
import { explainRoute } from '@/lib/gateway/explain-route'
import { handleCall } from '@/lib/gateway/handle-call'
import { reportHealth } from '@/lib/gateway/report-health'

type Serve = (request: Request, dependencies: Dependencies) => Promise<Response>

const documents: ReadonlyMap<string, Serve> = new Map([
  ['/api/route', explainRoute],
  ['/api/health', reportHealth],
])

/**
 * Serves whatever arrives below `/api` and `/v1`. They share one route, and so one isolate: each route file is an isolate
 * of its own, and the explanation of a route would otherwise not know what the routing of calls has learned.
 */
export function serveRequest(request: Request, dependencies: Dependencies): Promise<Response> {
  const serve = documents.get(new URL(request.url).pathname) ?? handleCall
  return serve(request, dependencies)
}
