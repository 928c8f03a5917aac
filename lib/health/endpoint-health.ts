/** What one edge knows of one endpoint. Moments are in milliseconds since the epoch. */
export type EndpointHealth = {
  /** Whether the last probe, or a call since, could reach it. */
  readonly reachable: boolean
  /** The round trip of the last probe that reached it, in milliseconds. */
  readonly roundTripMs: number | undefined
  /** When that was learned. */
  readonly checkedAt: number
  /** It asked to be left alone, or refused our key, until then; 0 where it did not. */
  readonly coolUntil: number
}

/** What one edge knows of all endpoints, by id; an endpoint that is absent is unknown. */
export type EdgeHealth = ReadonlyMap<string, EndpointHealth>

/** What one probe found: any answer below 500 is reachable. */
export type ProbeResult = {
  readonly endpoint: string
  readonly reachable: boolean
  readonly roundTripMs: number
}

// Older knowledge says nothing: an isolate may have slept for an hour since.
const lifetimeMs = 5 * 60_000

// No deadline lies further ahead than this, whatever an endpoint or a clock says.
const longestCoolDownMs = 15 * 60_000

/** The health of an endpoint as far as it still counts at `now`; undefined where nothing is known. */
export function observe(health: EndpointHealth | undefined, now: number): EndpointHealth | undefined {
  if (health === undefined) return undefined
  const coolUntil = health.coolUntil > now ? Math.min(health.coolUntil, now + longestCoolDownMs) : 0
  if (now - health.checkedAt <= lifetimeMs) return { ...health, coolUntil }
  return coolUntil > 0 ? { reachable: true, roundTripMs: undefined, checkedAt: now, coolUntil } : undefined
}

/** The health after a probe: its result replaces the last one, a cool-down stays. */
export function recordProbe(
  health: EndpointHealth | undefined,
  result: ProbeResult,
  now: number,
): EndpointHealth {
  return {
    reachable: result.reachable,
    roundTripMs: result.reachable ? result.roundTripMs : health?.roundTripMs,
    checkedAt: now,
    coolUntil: health?.coolUntil ?? 0,
  }
}

/** The health after a call that could not reach the endpoint: what was measured before is kept for when it is back. */
export function recordUnreachable(health: EndpointHealth | undefined, now: number): EndpointHealth {
  return { roundTripMs: undefined, coolUntil: 0, ...health, reachable: false, checkedAt: now }
}

/** The health with a cool-down of so many seconds from `now`; a later one that already holds is not shortened. */
export function coolDown(health: EndpointHealth | undefined, seconds: number, now: number): EndpointHealth {
  const known = health ?? { reachable: true, roundTripMs: undefined, checkedAt: now, coolUntil: 0 }
  const until = now + Math.min(seconds * 1000, longestCoolDownMs)
  return { ...known, coolUntil: Math.max(known.coolUntil, until) }
}
