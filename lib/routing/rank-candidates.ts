import type { EdgeHealth } from '@/lib/health/edge-health'
import { typicalMs } from '@/lib/health/fading-mean'
import type { Call } from '@/lib/operations/parse-call'
import type { Endpoint } from '@/lib/regions/region-map'
import { expectedWait, quickestOf } from '@/lib/routing/expected-wait'
import { isClearlyBetter } from '@/lib/routing/is-clearly-better'
import type { Prior, PriorReason } from '@/lib/routing/prior-order'

/** An endpoint that a call may go to, and why it stands where it stands. */
export type Candidate = {
  readonly endpoint: Endpoint
  readonly reason: PriorReason | 'fastest' | 'affinity' | 'pinned' | 'panic'
  /** What the order follows, ascending: likely milliseconds, with a penalty for what may fail. */
  readonly score: number
  /** The wait that is expected: measured, or else from the distance; undefined where both are unknown, or it cannot be reached. */
  readonly expectedMs: number | undefined
  /** Where a canary put it there; absent for the outer map's. */
  readonly map?: 'canary'
  /** The call as it is made to a model that stands in; absent where it is made as it is. */
  readonly call?: Call
}

/** A candidate with what its rank is made of. */
export type Scored = Candidate & {
  /** What gave it its place while nothing is measured, and which place that is, from 0. */
  readonly prior: PriorReason
  readonly place: number
  readonly isMeasured: boolean
  /** Whether the last probe, or a call since, could reach it, as far as anybody has looked. */
  readonly isReachable: boolean
  /** Whether more tells of the way to it than one probe, which may have been slow by accident: another, or calls that took as long. */
  readonly isSettled: boolean
  /** The part of its score in which candidates differ: without what the quickest endpoint takes itself. */
  readonly excess: number
  /** The least that its excess could be; undefined where not even the way to it is known, or nobody can reach it. */
  readonly leastExcess: number | undefined
}

// Round trip against distance between cloud regions, fitted over AWS's 1,024 pairs (p50 over a year, R² 0.70).
const baseMs = 25
const msPerThousandKm = 15.5

// The mean distance between two random places on Earth, for those that nothing is known of.
const unknownDistanceKm = 10_000

type Options = { readonly health: EdgeHealth; readonly model: string | undefined; readonly now: number }

/**
 * Scores candidates by what is measured. An unmeasured endpoint counts as no faster than those before it in the prior
 * order, so measurements take over one by one as they become known.
 */
export function scoreCandidates(priors: readonly Prior[], options: Options): readonly Scored[] {
  let floorMs = 0
  const quickest = quickestOf(
    priors.map(({ endpoint }) => endpoint),
    options,
  )
  const quickestMs = quickest === undefined ? 0 : typicalMs(quickest)
  return priors.map(({ endpoint, reason, distanceKm }, place): Scored => {
    const priorMs = distanceKm === undefined ? undefined : expectedFor(distanceKm)
    const wait = expectedWait(endpoint, { ...options, quickest, priorMs })
    const { measuredMs, leastMs, penaltyMs, isReachable, isSettled } = wait
    floorMs = Math.max(floorMs, (priorMs ?? expectedFor(unknownDistanceKm)) + quickestMs)
    const score = (measuredMs ?? floorMs) + penaltyMs
    // Of one that cannot be reached no answer is expected, and none is tried for at a caller's cost: probes look for it.
    const expectedMs = isReachable ? (measuredMs ?? leastMs) : undefined
    return {
      endpoint,
      reason,
      score: round(score),
      expectedMs: expectedMs === undefined ? undefined : round(expectedMs),
      prior: reason,
      place,
      isMeasured: measuredMs !== undefined,
      isReachable,
      isSettled,
      excess: score - quickestMs,
      leastExcess: leastMs === undefined || !isReachable ? undefined : leastMs - quickestMs,
    }
  })
}

/**
 * Orders scored candidates, place by place: the first that is left, unless the fastest that is left is clearly better.
 * Near-equals so keep the prior order. What all of them take anyway is left out of the comparison, so that a slow model
 * does not hide the difference between a near endpoint and a far one.
 */
export function rankCandidates(scored: readonly Scored[]): readonly Scored[] {
  const left = [...scored]
  const ordered: Scored[] = []
  for (;;) {
    const first = left[0]
    if (first === undefined) return ordered
    const fastest = left.reduce((best, each) => (each.excess < best.excess ? each : best), first)
    const overtakes = isClearlyBetter(fastest.excess, first)
    const next = overtakes ? fastest : first
    left.splice(left.indexOf(next), 1)
    ordered.push(overtakes && next.isMeasured ? { ...next, reason: 'fastest' } : next)
  }
}

/** Round trip over a distance, in milliseconds. */
function expectedFor(distanceKm: number): number {
  return baseMs + (msPerThousandKm * distanceKm) / 1000
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
