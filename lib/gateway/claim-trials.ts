import type { Dependencies } from '@/lib/gateway/dependencies'
import { circuitState } from '@/lib/health/circuit'

// As long as one call may take to show whether an endpoint is back.
const trialMs = 10_000

// An instance that was not the one to try does not ask again at once.
const askEveryMs = 2000

/**
 * Has this instance try out the endpoints whose circuits are half-open, as far as no other instance anywhere is doing so.
 * One that probes cannot reach is not tried at a caller's cost.
 */
export async function claimTrials(edge: string, { health, exchange, effects }: Dependencies): Promise<void> {
  const { models, endpoints, trials, trialAskedAt } = health.of(edge)
  const now = effects.now()
  const due = [...models]
    .filter(
      ([key, { circuit }]) =>
        circuitState(circuit, now) === 'half-open' &&
        (trials.get(key) ?? 0) <= now &&
        Math.abs(now - (trialAskedAt.get(key) ?? Number.NEGATIVE_INFINITY)) >= askEveryMs &&
        endpoints.get(endpointOf(key))?.reachable !== false,
    )
    .map(([key]) => key)
  if (due.length === 0) return
  for (const key of due) trialAskedAt.set(key, now)
  const names = due.map(key => `trial/${key}`)
  // Where nobody can be asked each instance tries for itself.
  const claimed = (await exchange?.claim(names, trialMs).catch(() => undefined)) ?? due.map(() => true)
  for (const [at, key] of due.entries()) if (claimed[at]) trials.set(key, now + trialMs)
}

function endpointOf(key: string): string {
  return key.split('|')[0] ?? key
}
