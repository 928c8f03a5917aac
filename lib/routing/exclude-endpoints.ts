import type { EdgeHealth } from '@/lib/health/endpoint-health'
import { observe } from '@/lib/health/endpoint-health'
import { type Endpoint, type RegionMap, upstreamModel } from '@/lib/regions/region-map'

/** Why an endpoint is no candidate. */
export type ExclusionReason =
  | 'outside-residency'
  | 'outside-plan'
  | 'model-not-served'
  | 'disabled'
  | 'draining'
  | 'no-upstream-key'
  | 'cooling-down'

export type Exclusion = { readonly endpoint: string; readonly reason: ExclusionReason }

export type Question = {
  readonly map: RegionMap
  readonly health: EdgeHealth
  /** The endpoints whose upstream key this deployment holds, or that need none. */
  readonly withKey: ReadonlySet<string>
  /** The caller's name for the model; undefined asks for any. */
  readonly model: string | undefined
  /** The only zones that may be used; undefined allows all. */
  readonly zones: readonly string[] | undefined
  /** The zones that the caller's plan allows; undefined allows all. */
  readonly allowedZones?: readonly string[] | undefined
  readonly now: number
}

/** Parts the endpoints that may serve a call from those that may not, each of these with its first reason. */
export function excludeEndpoints(question: Question): {
  eligible: readonly Endpoint[]
  excluded: readonly Exclusion[]
} {
  const eligible: Endpoint[] = []
  const excluded: Exclusion[] = []
  for (const endpoint of question.map.endpoints.values()) {
    const reason = exclusionReason(endpoint, question)
    if (reason === undefined) eligible.push(endpoint)
    else excluded.push({ endpoint: endpoint.id, reason })
  }
  return { eligible, excluded }
}

function exclusionReason(endpoint: Endpoint, question: Question): ExclusionReason | undefined {
  const { zones, allowedZones, model, withKey, health, now } = question
  if (zones !== undefined && !zones.includes(endpoint.zone)) return 'outside-residency'
  if (allowedZones !== undefined && !allowedZones.includes(endpoint.zone)) return 'outside-plan'
  if (model !== undefined && upstreamModel(endpoint, model) === undefined) return 'model-not-served'
  if (endpoint.state !== 'active') return endpoint.state
  if (!withKey.has(endpoint.id)) return 'no-upstream-key'
  return observe(health.get(endpoint.id), now)?.coolUntil ? 'cooling-down' : undefined
}
