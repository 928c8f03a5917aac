import type { Dependencies } from '@/lib/gateway/dependencies'
import type { CanaryFault } from '@/lib/health/canary-mark'
import { type Canary, plainId } from '@/lib/regions/region-map'

type Fault = {
  readonly canary: Canary
  readonly reason: CanaryFault
  /** Where, by its name. */
  readonly endpoint: string
  /** The health key of what failed. */
  readonly key: string
  /** The edge whose instances are told, and by them all others. */
  readonly edge: string
}

/**
 * Turns a canary off, for all calls of this instance at once, and has the others told. It stays off until its document
 * changes: to come back by itself it would have to fail callers again to find out.
 */
export function turnOffCanary(
  { canary, reason, endpoint, key, edge }: Fault,
  { health, effects, writeLog }: Dependencies,
): void {
  const { version } = canary
  const { off } = health.canaries
  if (off.get(version) !== undefined) return
  const now = effects.now()
  const mark = { version, reason, endpoint: plainId(endpoint), since: now }
  off.set(version, mark)
  health.canaries.toldAt = now
  const { notes } = health.of(edge)
  notes.canaryOff = mark
  notes.isUrgent = true
  const model = key.slice(key.indexOf('|') + 1)
  writeLog('warn', { event: 'canary-off', version, reason, endpoint: mark.endpoint, model, edge })
}
