import { claimLeases } from '@/lib/gateway/claim-leases'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { circuitState } from '@/lib/health/circuit'
import { endpointOfKey } from '@/lib/health/edge-health'

// As long as one call may take to show whether an endpoint is back.
const trialMs = 10_000

// An instance that was not the one to try does not ask again at once.
const askEveryMs = 2000

/**
 * Has this instance try out the endpoints whose circuits are half-open, as far as no other instance anywhere is doing so.
 * One that probes cannot reach is not tried at a caller's cost.
 */
export async function claimTrials(edge: string, dependencies: Dependencies): Promise<void> {
  const { health, effects } = dependencies
  const { models, endpoints, trials, trialAskedAt } = health.of(edge)
  const now = effects.now()
  const due = [...models]
    .filter(
      ([key, { circuit }]) =>
        circuitState(circuit, now) === 'half-open' &&
        (trials.get(key) ?? 0) <= now &&
        Math.abs(now - (trialAskedAt.get(key) ?? Number.NEGATIVE_INFINITY)) >= askEveryMs &&
        endpoints.get(endpointOfKey(key))?.reachable !== false,
    )
    .map(([key]) => key)
  if (due.length === 0) return
  for (const key of due) trialAskedAt.set(key, now)
  const claimed = await claimLeases(edge, { kind: 'trial', of: due, forMs: trialMs }, dependencies)
  for (const [at, key] of due.entries()) if (claimed[at]) trials.set(key, now + trialMs)
}
