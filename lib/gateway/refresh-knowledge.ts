import { claimTrials } from '@/lib/gateway/claim-trials'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { tellRefusals } from '@/lib/gateway/note-refusal'
import { probeEndpoints } from '@/lib/gateway/probe-endpoints'
import { takeHealthNews } from '@/lib/gateway/take-health-news'
import { ApiError } from '@/lib/openai/api-error'
import type { RegionMap } from '@/lib/regions/region-map'
import { logLost } from '@/lib/telemetry/log-lost'

/**
 * After a response: reads the operator's documents again where they age, probes the endpoints from this edge where it is
 * time, and tells the edge's other instances what was learned.
 */
export async function refreshKnowledge(edge: string, dependencies: Dependencies): Promise<void> {
  const telling = Promise.all([tellOthers(edge, dependencies), tellRefusals(dependencies)])
  const { regionMap, plans, models } = dependencies
  await Promise.all([regionMap, plans, models].map(document => document.refresh()))
  const map = await currentMap(dependencies)
  if (map !== undefined)
    await Promise.all([probeEndpoints(edge, map, dependencies), claimTrials(edge, dependencies)])
  await telling
  // What the probes found.
  await tellOthers(edge, dependencies)
}

async function currentMap({ regionMap }: Dependencies): Promise<RegionMap | undefined> {
  try {
    return (await regionMap.current()).value
  } catch (error) {
    // Without a map there is nothing to probe; the caller has been told already.
    if (error instanceof ApiError) return undefined
    throw error
  }
}

async function tellOthers(
  edge: string,
  { health, exchange, effects, writeLog }: Dependencies,
): Promise<void> {
  if (exchange === undefined) return
  const memory = health.of(edge)
  const news = takeHealthNews(memory, effects.now())
  if (news === undefined) return
  try {
    await exchange.tell(edge, news)
  } catch (error) {
    // The others learn it from their own calls, but nobody else tells of a circuit that has closed.
    for (const [name, isOpen] of news.openings)
      if (!memory.notes.openings.has(name)) memory.notes.openings.set(name, isOpen)
    logLost(error, { event: 'health-news-lost', writeLog })
  }
}
