import type { Dependencies } from '@/lib/gateway/dependencies'
import type { EdgeMemory } from '@/lib/gateway/edge-memory'
import { isTimeToAsk, learnFromOthers } from '@/lib/gateway/learn-from-others'
import { placeOfEdge } from '@/lib/geo/place-of-edge'
import { logLost } from '@/lib/telemetry/log-lost'

type Asked = { readonly edge: string; readonly own: string }

/** What this instance and the edge's others know of it, for who makes no call. Of edges that nobody knows nobody is asked. */
export async function lookAtEdge({ edge, own }: Asked, dependencies: Dependencies): Promise<EdgeMemory> {
  const { health, exchange, effects, writeLog } = dependencies
  const memory = health.lookAt(edge)
  const isKnown = edge === own || placeOfEdge(edge) !== undefined
  if (exchange === undefined || !isKnown || !isTimeToAsk(memory, effects.now())) return memory
  try {
    learnFromOthers(memory, await exchange.hear(edge), dependencies)
  } catch (error) {
    logLost(error, { event: 'health-unheard', writeLog })
  }
  return memory
}
