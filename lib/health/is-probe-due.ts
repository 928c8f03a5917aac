import { type EndpointHealth, observe } from '@/lib/health/endpoint-health'

// An endpoint that could not be reached is looked for twice a minute. The way to one that can be changes rarely, and
// whether it answers is learned from the calls.
const lostMs = 30_000
const knownMs = 120_000

// So that instances and endpoints do not move in step: 20 % either way.
const spread = 0.4

/** `dice`: from 0 up to 1, the same at each look after one probe; thrown anew each time the earliest moment would win. */
type Moment = { readonly now: number; readonly dice: number }

/** Whether an endpoint is to be probed now. */
export function isProbeDue(health: EndpointHealth | undefined, { now, dice }: Moment): boolean {
  const known = observe(health, now)
  if (known === undefined || known.probedAt === 0) return true
  const everyMs = known.reachable ? knownMs : lostMs
  // What lies ahead is of a clock that has been set back since.
  return Math.abs(now - known.probedAt) >= everyMs * (1 - spread / 2 + spread * dice)
}
