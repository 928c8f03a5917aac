import { adoptSharedHealth } from '@/lib/gateway/adopt-shared-health'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { EdgeMemory } from '@/lib/gateway/edge-memory'
import { readCanaryMarks } from '@/lib/health/canary-mark'
import { ofIdentities } from '@/lib/health/identities'
import { readSharedHealth, type StoredHealth } from '@/lib/health/shared-health'

type Known = Pick<Dependencies, 'health' | 'effects' | 'random'>

/** Has an edge learn what its other instances have told. */
export function learnFromOthers(
  memory: EdgeMemory,
  told: StoredHealth,
  { health, effects, random }: Known,
): void {
  const now = effects.now()
  const shared = ofIdentities(readSharedHealth(told, now), health.identities)
  adoptSharedHealth(memory, shared, { now, dice: random() })
  for (const mark of readCanaryMarks(told, now)) health.canaries.off.set(mark.version, mark)
}

// Other instances' cool-downs are to be honoured within 5 s.
const askEveryMs = 2000

/** Whether it is time to ask what an edge's other instances have told; who asks is taken to do so now. */
export function isTimeToAsk(memory: EdgeMemory, now: number): boolean {
  if (Math.abs(now - memory.askedAt) < askEveryMs) return false
  memory.askedAt = now
  return true
}
