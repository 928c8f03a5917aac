import { claimTrials } from '@/lib/gateway/claim-trials'
import { configuredMap } from '@/lib/gateway/configured-map'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { tellRefusals } from '@/lib/gateway/note-refusal'
import { probeEndpoints } from '@/lib/gateway/probe-endpoints'
import { takeHealthNews } from '@/lib/gateway/take-health-news'
import { withIdentities } from '@/lib/health/identities'
import { logLost } from '@/lib/telemetry/log-lost'

/**
 * After a response: reads the operator's documents again where they age, probes the endpoints from this edge where it is
 * time, and tells the edge's other instances what was learned.
 */
export async function refreshKnowledge(edge: string, dependencies: Dependencies): Promise<void> {
  const telling = Promise.all([tellOthers(edge, dependencies), tellRefusals(dependencies)])
  const { regionMap, plans, models } = dependencies
  await Promise.all([regionMap, plans, models].map(document => document.refresh()))
  const map = (await configuredMap(dependencies))?.value
  if (map !== undefined)
    await Promise.all([probeEndpoints(edge, map, dependencies), claimTrials(edge, dependencies)])
  await telling
  // What the probes found.
  await tellOthers(edge, dependencies)
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
    await exchange.tell(edge, withIdentities(news, health.identities))
  } catch (error) {
    // The others learn it from their own calls, but nobody else tells of a canary that is off, or a circuit that has closed.
    memory.notes.canaryOff ??= news.canaryOff
    for (const [name, isOpen] of news.openings)
      if (!memory.notes.openings.has(name)) memory.notes.openings.set(name, isOpen)
    logLost(error, { event: 'health-news-lost', writeLog })
  }
}
