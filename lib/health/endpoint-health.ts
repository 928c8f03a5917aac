/** What one edge knows of one endpoint, whatever the model. Moments are in milliseconds since the epoch. */
export type EndpointHealth = {
  /** Whether the last probe, or a call since, could reach it. */
  readonly reachable: boolean
  /** The round trips of the last probes that reached it, in milliseconds, newest last. */
  readonly roundTrips: readonly number[]
  /** When it was last probed; 0 where it never was. */
  readonly probedAt: number
  /** When anything was last learned of it. */
  readonly checkedAt: number
  /** It refused our key or our account until then; 0 where it did not. */
  readonly coolUntil: number
  /** It does not serve the country that this edge stands in, until then; 0 where it does. */
  readonly egressRefusedUntil: number
}

/** What one probe found: any answer below 500 is reachable. */
export type ProbeResult = {
  readonly endpoint: string
  readonly reachable: boolean
  readonly roundTripMs: number
  /** The status of its answer; undefined where none came. */
  readonly status?: number | undefined
}

export const unknownEndpoint: EndpointHealth = {
  reachable: true,
  roundTrips: [],
  probedAt: 0,
  checkedAt: 0,
  coolUntil: 0,
  egressRefusedUntil: 0,
}

// Older knowledge says nothing: an isolate may have slept for an hour since.
const lifetimeMs = 5 * 60_000

// No deadline lies further ahead than this, whatever an endpoint or a clock says.
export const longestCoolDownMs = 15 * 60_000

const egressRefusedMs = 60 * 60_000

const probesKept = 3

/** The health of an endpoint as far as it still counts at `now`; undefined where nothing is known. */
export function observe(health: EndpointHealth | undefined, now: number): EndpointHealth | undefined {
  if (health === undefined) return undefined
  const coolUntil = remaining(health.coolUntil, { now, longestMs: longestCoolDownMs })
  const egressRefusedUntil = remaining(health.egressRefusedUntil, { now, longestMs: egressRefusedMs })
  if (now - health.checkedAt <= lifetimeMs) return { ...health, coolUntil, egressRefusedUntil }
  if (coolUntil === 0 && egressRefusedUntil === 0) return undefined
  return { ...unknownEndpoint, checkedAt: now, coolUntil, egressRefusedUntil }
}

/** A deadline as it counts at `now`: 0 where it has passed, and never further ahead than the longest. */
export function remaining(until: number, { now, longestMs }: { now: number; longestMs: number }): number {
  return until > now ? Math.min(until, now + longestMs) : 0
}

/** The round trip to an endpoint: the quickest of the last probes, since what delays one is not the way; undefined where none is known. */
export function roundTripOf(health: EndpointHealth | undefined): number | undefined {
  return health === undefined || health.roundTrips.length === 0 ? undefined : Math.min(...health.roundTrips)
}

/** The health after a probe, which may be another instance's; a cool-down stays. */
export function recordProbe(
  health: EndpointHealth | undefined,
  { reachable, roundTripMs }: Pick<ProbeResult, 'reachable' | 'roundTripMs'>,
  at: number,
): EndpointHealth {
  const known = observe(health, at) ?? unknownEndpoint
  return {
    ...known,
    reachable,
    roundTrips: reachable ? [...known.roundTrips, roundTripMs].slice(-probesKept) : known.roundTrips,
    probedAt: at,
    checkedAt: at,
  }
}

/** The health after a call that could not reach the endpoint: what was measured before is kept for when it is back. */
export function recordUnreachable(health: EndpointHealth | undefined, now: number): EndpointHealth {
  return { ...(health ?? unknownEndpoint), reachable: false, checkedAt: now }
}

/** The health after a call that the endpoint answered. */
export function recordReached(health: EndpointHealth | undefined, now: number): EndpointHealth {
  return { ...(observe(health, now) ?? unknownEndpoint), reachable: true, checkedAt: now }
}

/** The health with a cool-down of so many seconds from `now`; a later one that already holds is not shortened. */
export function coolDown(health: EndpointHealth | undefined, seconds: number, now: number): EndpointHealth {
  const known = health ?? { ...unknownEndpoint, checkedAt: now }
  const until = now + Math.min(seconds * 1000, longestCoolDownMs)
  return { ...known, coolUntil: Math.max(known.coolUntil, until) }
}

/** The health of an endpoint that has just said that it does not serve where we are: for an hour. */
export function refuseEgress(health: EndpointHealth | undefined, now: number): EndpointHealth {
  return { ...(health ?? { ...unknownEndpoint, checkedAt: now }), egressRefusedUntil: now + egressRefusedMs }
}
