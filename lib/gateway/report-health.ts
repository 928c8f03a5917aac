import { degradedParts } from '@/lib/gateway/degraded-parts'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { serveJson } from '@/lib/gateway/serve-json'

/** Answers `GET /api/health`: whether this instance can serve, and what it does without. 503 where it has no map. */
export function reportHealth(request: Request, dependencies: Dependencies): Promise<Response> {
  return serveJson(request, { dependencies }, async ({ place }) => {
    const { environment, regionMap, plans, models, board, isStoreAway } = dependencies
    const [isAway = true, view, ...others] = await Promise.all([
      isStoreAway?.(),
      regionMap.current(),
      plans.current(),
      models.current(),
    ])
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
