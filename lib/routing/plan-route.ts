import type { CallerPlace } from '@/lib/geo/locate-caller'
import { type EdgeHealth, healthKey } from '@/lib/health/edge-health'
import type { OperationName } from '@/lib/operations/operations'
import type { Endpoint, RegionMap } from '@/lib/regions/region-map'
import { type Exclusion, excludeEndpoints, type Parted } from '@/lib/routing/exclude-endpoints'
import { explore } from '@/lib/routing/explore'
import { holdBack } from '@/lib/routing/hold-back'
import { keepLeader, type Leader } from '@/lib/routing/keep-leader'
import { limitEjection, type Pool } from '@/lib/routing/limit-ejection'
import { narrow } from '@/lib/routing/narrow'
import { type PartedSpares, partSpares, sparesBehind } from '@/lib/routing/part-spares'
import { priorOrder } from '@/lib/routing/prior-order'
import { type Candidate, rankCandidates, type Scored, scoreCandidates } from '@/lib/routing/rank-candidates'
import { roll } from '@/lib/routing/roll'
import { shareEquals } from '@/lib/routing/share-equals'

/** Where a call will be tried, in this order, and where not, each with its reason. */
export type RoutePlan = {
  /** The zones that the call may not leave; undefined where it may go anywhere. */
  readonly residency: readonly string[] | undefined
  readonly candidates: readonly Candidate[]
  readonly excluded: readonly Exclusion[]
  /** Which endpoint leads from now on; undefined where none does. */
  readonly leader: Leader | undefined
  /** The health key of an endpoint that this call is to try out, since its circuit is half-open. */
  readonly trial: string | undefined
}

export type RouteQuestion = {
  readonly map: RegionMap
  readonly health: EdgeHealth
  readonly withKey: ReadonlySet<string>
  readonly model: string | undefined
  /** What is to be done; undefined asks for any. */
  readonly operation?: OperationName | undefined
  readonly place: Pick<CallerPlace, 'country' | 'coordinates'>
  /** A zone that the caller narrows the call to; it never widens residency. */
  readonly zone?: string | undefined
  /** The zones that the caller's plan allows; undefined allows all. */
  readonly allowedZones?: readonly string[] | undefined
  /** Which endpoint led the last call of this kind. */
  readonly leader?: Leader | undefined
  /** What makes one call differ from another like it; absent where a route is only explained. */
  readonly call?: CallTraits | undefined
  readonly now: number
}

export type CallTraits = {
  /** 0 up to 1. */
  readonly dice: number
  /** What the calls of one conversation have in common; undefined where nothing is gained by keeping them together. */
  readonly conversation: () => string | undefined
  /** The half-open circuits, by health key, that this instance may try now. */
  readonly trials: { has(key: string): boolean }
  /** The calls that this instance has in flight, by endpoint. */
  readonly inFlight: ReadonlyMap<string, number>
}

/** Decides which endpoints a call may go to and in which order. Pure: the same question has the same answer. */
export function planRoute(question: RouteQuestion): RoutePlan {
  const { map, place, zone, model, now } = question
  const residency = narrow(place.country === undefined ? undefined : map.residency.get(place.country), zone)
  const { parted, trial } = admitTrial(excludeEndpoints({ ...question, zones: residency }), question)
  const pool = limitEjection(parted)
  const scored = rankCandidates(scoreCandidates(priorOrder(pool.usable, { map, place }), question))
  const tried = scored.filter(({ endpoint }) => endpoint === trial)
  const { others, spares } = partSpares(scored.filter(({ endpoint }) => endpoint !== trial))
  const { ranked, leader } = keepLeader(others, { leader: leaderAmong(question, spares), now })
  const candidates = ascending([...tried, ...choose({ others: ranked, spares }, question)])
  return {
    residency,
    candidates: [...candidates, ...lastResort(pool, { question, after: candidates.at(-1)?.score ?? 0 })],
    excluded: pool.excluded,
    leader,
    trial: trial && healthKey(trial, model),
  }
}

// A spare leads only while it does not wait.
function leaderAmong({ leader }: RouteQuestion, spares: readonly Scored[]): Leader | undefined {
  return spares.some(({ endpoint }) => endpoint.id === leader?.endpoint) ? undefined : leader
}

function choose(
  { others, spares }: PartedSpares,
  { call, health, model, now }: RouteQuestion,
): readonly Scored[] {
  const ranked = sparesBehind(others, spares)
  if (call === undefined) return ranked
  const shared = shareEquals(ranked, call)
  return holdBack(explore(shared, { health, ...call }), { health, model, now, dice: call.dice })
}

// A half-open circuit that this instance may try: one of them is a candidate again for this call.
function admitTrial(
  parted: Parted,
  { call, model, now }: RouteQuestion,
): { readonly parted: Parted; readonly trial?: Endpoint } {
  const trial = parted.resting.find(
    ({ endpoint, reason, until }) =>
      reason === 'circuit-open' && until <= now && call?.trials.has(healthKey(endpoint, model)),
  )
  if (trial === undefined) return { parted }
  const eligible = [...parted.eligible, trial.endpoint]
  const resting = parted.resting.filter(each => each !== trial)
  return { parted: { ...parted, eligible, resting }, trial: trial.endpoint }
}

// Near-equals, and those that come first for another reason than their score, share the score of the one before them.
function ascending(ordered: readonly Scored[]): readonly Candidate[] {
  let highest = Number.NEGATIVE_INFINITY
  return ordered.map(({ endpoint, reason, score, expectedMs }) => {
    highest = Math.max(highest, score)
    return { endpoint, reason, score: highest, expectedMs }
  })
}

type Resort = {
  readonly question: RouteQuestion
  /** The score of the last candidate in use. */
  readonly after: number
}

// Where the circuits of all are open, calls are spread; otherwise the first to end its rest comes first.
function lastResort({ usable, disbelieved }: Pool, { question, after }: Resort): readonly Candidate[] {
  const { call, now } = question
  const isPanic = usable.length === 0 && disbelieved.every(({ reason }) => reason === 'circuit-open')
  const start = isPanic && call ? Math.floor(roll(`panic/${call.dice}`) * disbelieved.length) : 0
  const spread = [...disbelieved.slice(start), ...disbelieved.slice(0, start)]
  let score = after
  return spread.map(({ endpoint, until }) => {
    score = Math.max(score, after + Math.max(0, until - now))
    return { endpoint, reason: 'panic', score, expectedMs: undefined }
  })
}
