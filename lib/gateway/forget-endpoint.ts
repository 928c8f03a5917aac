import type { EdgeMemory } from '@/lib/gateway/edge-memory'
import { endpointOfKey } from '@/lib/health/edge-health'

/** Has an edge know nothing of an endpoint any more, which ends the incidents that it told of. */
export function forgetEndpoint(memory: EdgeMemory, id: string): void {
  const { endpoints, models, processing, trials, trialAskedAt, probeAskedAt, leaders, notes } = memory
  if (endpoints.get(id)?.reachable === false) notes.openings.set(id, false)
  for (const [key, { circuit }] of models)
    if (endpointOfKey(key) === id && circuit.openedAt > 0) notes.openings.set(key, false)
  for (const known of [endpoints, probeAskedAt, notes.endpoints]) known.delete(id)
  for (const known of [models, processing, trials, trialAskedAt, notes.models, notes.processing])
    for (const key of known.keys()) if (endpointOfKey(key) === id) known.delete(key)
  for (const [kind, leader] of leaders.entries()) if (leader.endpoint === id) leaders.delete(kind)
}
