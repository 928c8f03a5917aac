import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { DocumentView } from '@/lib/gateway/live-document'
import { turnOffCanary } from '@/lib/gateway/turn-off-canary'
import { circuitState } from '@/lib/health/circuit'
import { healthKey } from '@/lib/health/edge-health'
import { type Canary, plainId, type RegionMap } from '@/lib/regions/region-map'
import { canarySide } from '@/lib/routing/canary-side'

/** What a canary has to do with a call. */
export type CallCanary = {
  readonly canary: Canary
  /** Whether the call goes by it, or is one of those that it is compared with. */
  readonly side: 'canary' | 'control'
  /** The map that the canary stands in. */
  readonly outer: DocumentView<RegionMap>
}

/** Decides which map a call goes by, for all that is asked of the map from here on: its models, its cache, its plan. */
export function takeSide(trace: CallTrace, outer: DocumentView<RegionMap>, dependencies: Dependencies): void {
  trace.view = outer
  const { canary } = outer.value
  const { place } = trace.caller
  if (canary === undefined || trace.identity === undefined || isOff(canary, place.edge, dependencies)) return
  const side = canarySide(canary, { caller: trace.identity.caller, country: place.country })
  if (side === 'outside') return
  trace.canary = { canary, side, outer }
  if (side === 'canary') trace.view = viewOf(canary, outer)
}

/** What a call that goes by a canary takes for its map. */
export function viewOf({ together }: Canary, outer: DocumentView<RegionMap>): DocumentView<RegionMap> {
  return { ...outer, value: together }
}

/**
 * Has a call go by the outer map after all where its canary has been turned off since, as the admission may have told, or
 * where others have found a circuit of its own endpoints open.
 */
export function leaveCanary(trace: CallTrace, dependencies: Dependencies): void {
  const { caller, canary: known, call } = trace
  if (known === undefined) return
  const { canary, side, outer } = known
  const { edge } = caller.place
  const open = side === 'canary' ? openAt(known, { edge, model: call?.model, dependencies }) : undefined
  if (open !== undefined) turnOffCanary({ canary, reason: 'circuit-open', ...open, edge }, dependencies)
  if (!isOff(canary, edge, dependencies)) return
  delete trace.canary
  trace.view = outer
  // What it was looked for by the canary's endpoints must not be kept with another's answer.
  if (side === 'canary') delete trace.cache
}

/**
 * Has a call that follows an answer go by the map whose endpoint gave it, whoever would be drawn and whether the canary is on:
 * no other endpoint knows the answer. Where the canary is gone, its map may be the live one by now.
 */
export function followCanary(trace: CallTrace): void {
  const { followed, canary: known, view } = trace
  const outer = known?.outer ?? view
  if (followed === undefined || outer === undefined) return
  const { canary } = outer.value
  const isOwn = canary?.own.includes(followed) ?? false
  if (canary !== undefined && isOwn) {
    trace.canary = { canary, side: 'canary', outer }
    trace.view = viewOf(canary, outer)
  } else if (known?.side !== 'canary' || !known.canary.map.endpoints.has(followed)) {
    if (known?.side === 'canary') delete trace.canary
    trace.view = outer
    trace.followed = plainId(followed)
  }
}

type Looking = {
  readonly edge: string
  readonly model: string | undefined
  readonly dependencies: Dependencies
}

function openAt({ canary: { own, map } }: CallCanary, { edge, model, dependencies }: Looking) {
  const { health, effects } = dependencies
  const { models } = health.of(edge)
  for (const id of own) {
    const endpoint = map.endpoints.get(id)
    const key = endpoint && healthKey(endpoint, model)
    const circuit = key === undefined ? undefined : models.get(key)?.circuit
    if (circuit && key && circuitState(circuit, effects.now()) === 'open') return { endpoint: id, key }
  }
  return undefined
}

// A store that has lost its memory is told again.
const tellAgainMs = 60_000

function isOff({ version }: Canary, edge: string, { health, effects }: Dependencies): boolean {
  const { canaries } = health
  const off = canaries.off.get(version)
  if (off === undefined) return false
  const now = effects.now()
  if (Math.abs(now - canaries.toldAt) >= tellAgainMs) {
    canaries.toldAt = now
    health.of(edge).notes.canaryOff = off
  }
  return true
}
