import { type Circuit, circuitState } from '@/lib/health/circuit'
import { type EdgeHealth, healthKey } from '@/lib/health/edge-health'
import { observe } from '@/lib/health/endpoint-health'
import { coolingUntil, type ModelHealth } from '@/lib/health/model-health'
import type { OperationName } from '@/lib/operations/operations'
import { doesOperation, type Endpoint, type RegionMap, upstreamModel } from '@/lib/regions/region-map'

/** Why an endpoint is no candidate. */
export type ExclusionReason =
  | 'outside-residency'
  | 'outside-plan'
  | 'model-not-served'
  | 'disabled'
  | 'draining'
  | 'no-upstream-key'
  | 'egress-refused'
  | 'cooling-down'
  | 'circuit-open'

export type Exclusion = { readonly endpoint: string; readonly reason: ExclusionReason }

export type Question = {
  readonly map: RegionMap
  readonly health: EdgeHealth
  /** The endpoints whose upstream key this deployment holds, or that need none. */
  readonly withKey: ReadonlySet<string>
  /** The caller's name for the model; undefined asks for any. */
  readonly model: string | undefined
  /** What is to be done; undefined asks for any. */
  readonly operation?: OperationName | undefined
  /** The only zones that may be used; undefined allows all. */
  readonly zones: readonly string[] | undefined
  /** The zones that the caller's plan allows; undefined allows all. */
  readonly allowedZones?: readonly string[] | undefined
  readonly now: number
}

/** An endpoint that is to be left alone for a while, and until when. */
export type Resting = {
  readonly endpoint: Endpoint
  readonly reason: 'cooling-down' | 'circuit-open'
  readonly until: number
}

/** The endpoints that may serve a call, those that may but are to be left alone, and those that may not. */
export type Parted = {
  readonly eligible: readonly Endpoint[]
  readonly resting: readonly Resting[]
  readonly excluded: readonly Exclusion[]
}

/** Parts the endpoints, each that is no candidate with its first reason. That one rests is a judgement and may be wrong. */
export function excludeEndpoints(question: Question): Parted {
  const eligible: Endpoint[] = []
  const resting: Resting[] = []
  const excluded: Exclusion[] = []
  for (const endpoint of question.map.endpoints.values()) {
    const reason = exclusionReason(endpoint, question)
    const rest = reason === undefined ? restOf(endpoint, question) : undefined
    if (reason !== undefined) excluded.push({ endpoint: endpoint.id, reason })
    else if (rest !== undefined) resting.push(rest)
    else eligible.push(endpoint)
  }
  return { eligible, resting, excluded }
}

function exclusionReason(endpoint: Endpoint, question: Question): ExclusionReason | undefined {
  const { zones, allowedZones, model, operation, withKey, health, now } = question
  if (zones !== undefined && !zones.includes(endpoint.zone)) return 'outside-residency'
  if (allowedZones !== undefined && !allowedZones.includes(endpoint.zone)) return 'outside-plan'
  if (model !== undefined && upstreamModel(endpoint, model) === undefined) return 'model-not-served'
  if (!doesOperation(endpoint, operation)) return 'model-not-served'
  if (endpoint.state !== 'active') return endpoint.state
  if (!withKey.has(endpoint.id)) return 'no-upstream-key'
  return observe(health.endpoints.get(endpoint.id), now)?.egressRefusedUntil ? 'egress-refused' : undefined
}

function restOf(endpoint: Endpoint, { health, model, now }: Question): Resting | undefined {
  const known = observe(health.endpoints.get(endpoint.id), now)
  const ofModels = modelsOf(endpoint, { health, model })
  const cooling = Math.max(known?.coolUntil ?? 0, ...ofModels.map(each => coolingUntil(each, now)))
  if (cooling > 0) return { endpoint, reason: 'cooling-down', until: cooling }
  const ends = ofModels.flatMap(({ circuit }) => endOfRest(circuit, now) ?? [])
  return ends.length === 0 ? undefined : { endpoint, reason: 'circuit-open', until: Math.max(...ends) }
}

// Half-open, its rest is over whatever its deadline says.
function endOfRest(circuit: Circuit, now: number): number | undefined {
  const state = circuitState(circuit, now)
  if (state === 'closed') return undefined
  return state === 'open' ? circuit.openUntil : Math.min(circuit.openUntil, now)
}

// Whoever asks for no model wants to know of any that is in trouble.
function modelsOf(
  endpoint: Endpoint,
  { health, model }: Pick<Question, 'health' | 'model'>,
): readonly ModelHealth[] {
  if (model !== undefined) return [health.models.get(healthKey(endpoint, model)) ?? []].flat()
  return [...health.models].filter(([key]) => key.startsWith(`${endpoint.id}|`)).map(([, each]) => each)
}
