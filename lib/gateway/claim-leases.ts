import type { Dependencies } from '@/lib/gateway/dependencies'
import { logLost } from '@/lib/telemetry/log-lost'

/** What instances take from each other: the probe of an endpoint, or the trial of one whose circuit is half-open. */
export type LeaseKind = 'probe' | 'trial'

type Claim = { readonly kind: LeaseKind; readonly of: readonly string[]; readonly forMs: number }

/**
 * Which of these this instance alone may do for so long, in their order. Where nobody can be asked each instance does all for
 * itself; but one answer lost between others tells of a busy store, not of one that is away, and nothing is done on its word.
 */
export async function claimLeases(
  edge: string,
  { kind, of, forMs }: Claim,
  { exchange, health, writeLog }: Dependencies,
): Promise<readonly boolean[]> {
  if (exchange === undefined) return of.map(() => true)
  if (of.length === 0) return []
  const { leasesAnswered } = health.of(edge)
  try {
    const claimed = await exchange.claim(
      of.map(name => `${kind}/${name}`),
      forMs,
    )
    leasesAnswered.set(kind, true)
    return of.map((_, at) => claimed[at] === true)
  } catch (error) {
    logLost(error, { event: 'lease-lost', writeLog })
    const isFirstLost = leasesAnswered.get(kind) === true
    leasesAnswered.set(kind, false)
    return of.map(() => !isFirstLost)
  }
}
