import { configuredMap } from '@/lib/gateway/configured-map'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { probeReport } from '@/lib/gateway/probe-report'
import { requireCron } from '@/lib/gateway/require-cron'
import { runProbes } from '@/lib/gateway/run-probes'
import { serveJson } from '@/lib/gateway/serve-json'
import { logLost } from '@/lib/telemetry/log-lost'

/**
 * Answers `GET /api/cron/probe`, which the platform's cron asks for: does for an edge without traffic what is otherwise done
 * after responses, and says what it found. It measures from the one edge that serves it, and from no other.
 */
export function serveProbeCron(request: Request, dependencies: Dependencies): Promise<Response> {
  return serveJson(request, { dependencies, methods: ['GET'] }, async ({ place: { edge } }) => {
    await requireCron(request.headers, dependencies)
    // Throws where no map is configured: a cron that does nothing is to be seen as failed.
    await dependencies.regionMap.current()
    const { begunAt, isWhole } = await runProbes(edge, dependencies)
    const [map, rows] = await Promise.all([configuredMap(dependencies), readBoard(dependencies)])
    return { isWhole, ...probeReport({ edge, begunAt, map: map?.value, rows }, dependencies) }
  })
}

async function readBoard({ board, writeLog }: Dependencies) {
  try {
    return (await board?.read()) ?? []
  } catch (error) {
    logLost(error, { event: 'health-board-lost', writeLog })
    return []
  }
}
