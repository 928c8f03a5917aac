import { degradedParts } from '@/lib/gateway/degraded-parts'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { requireUsableEndpoint } from '@/lib/gateway/require-usable-endpoint'
import { serveJson } from '@/lib/gateway/serve-json'

/**
 * Answers `GET /api/health`: whether this instance can serve, and what it does without. 503 where every call would be refused:
 * a setting cannot be read, there is no map, or no endpoint of the operator's is active and has its key.
 */
export function reportHealth(request: Request, dependencies: Dependencies): Promise<Response> {
  return serveJson(request, { dependencies }, async ({ place }) => {
    const { environment, regionMap, plans, models, board, isStoreAway } = dependencies
    const [isAway = true, view, ...others] = await Promise.all([
      isStoreAway?.(),
      regionMap.current(),
      plans.current(),
      models.current(),
    ])
    requireUsableEndpoint(view, dependencies)
    const [ofPlans, ofModels] = others.map(({ source, problems }) => ({ source, problems: problems.length }))
    return {
      status: 'ok',
      degraded: degradedParts({
        environment,
        view,
        hasBoard: board !== undefined && !isAway,
        isCountedLocally: isAway,
      }),
      edge: place.edge,
      regionMap: {
        source: view.source,
        endpoints: view.value.endpoints.size,
        problems: view.problems.length,
      },
      plans: ofPlans,
      models: ofModels,
    }
  })
}
