import type { EdgeMemory } from '@/lib/gateway/edge-memory'
import type { Circuit } from '@/lib/health/circuit'
import { plainId } from '@/lib/regions/region-map'

type Change = { readonly before: Circuit; readonly after: Circuit }

/** Notes for the history of incidents that a circuit has opened, also once more, or that it has closed. */
export function noteOpening({ notes }: EdgeMemory, key: string, { before, after }: Change): void {
  // Of a canary's own endpoints its own part of the page tells.
  if (plainId(key) !== key) return
  // 0 where it is the other; and no later than before where the clock has been set back since.
  if (after.openedAt > 0 && after.openedAt !== before.openedAt) notes.openings.set(key, true)
  if (after.closedAt > 0 && after.closedAt !== before.closedAt) notes.openings.set(key, false)
}
