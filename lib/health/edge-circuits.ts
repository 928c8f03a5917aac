import { type CircuitState, circuitState, closedCircuit } from '@/lib/health/circuit'
import { type Identities, ownName } from '@/lib/health/identities'
import { readNumbers } from '@/lib/health/shared-health'

/** What the store keeps of the models' circuits at several edges: for each edge its fields, and the store's clock. */
export type StoredCircuits = {
  readonly storeNow: number
  readonly edges: ReadonlyMap<string, readonly (readonly [string, string])[]>
}

/** One circuit, as its edge last told of it. */
export type EdgeCircuit = {
  readonly edge: string
  readonly endpoint: string
  /** As the region map lists it; `*` for all that it does not. */
  readonly model: string
  readonly state: CircuitState
}

// As long as an edge is heard of: what it knew before says nothing of how things are.
const lifetimeMs = 15 * 60_000
const aheadMs = 5000

/**
 * The circuits of all edges, of the endpoints as they are now. Whatever is no row, too old or from the future is left out. Everything is told by the store's
 * clock, so that nobody's own one matters.
 */
export function edgeCircuits(
  { storeNow, edges }: StoredCircuits,
  identities: Identities,
): readonly EdgeCircuit[] {
  return [...edges].flatMap(([edge, fields]) =>
    fields.flatMap(([field, text]): readonly EdgeCircuit[] => {
      const key = field.startsWith('m/') ? ownName(field.slice(2), identities) : undefined
      const { endpoint, model } = /^(?<endpoint>[^|*][^|]*)\|(?<model>.+)$/.exec(key ?? '')?.groups ?? {}
      const state = stateOf(text, storeNow)
      if (endpoint === undefined || model === undefined || state === undefined) return []
      return [{ edge, endpoint, model, state }]
    }),
  )
}

function stateOf(text: string, now: number): CircuitState | undefined {
  const [at, succeeded = 0, failed = 0, , openUntil] = readNumbers(text, 5)
  if (at === undefined || openUntil === undefined || at > now + aheadMs) return undefined
  // The mark of a circuit that has closed again is no moment.
  const state = openUntil <= 1 ? 'closed' : circuitState({ ...closedCircuit, openUntil }, now)
  if (state !== 'open' && now - at > lifetimeMs) return undefined
  // Instances that began after it was open send calls as ever, and never close what they never knew to be open.
  const isForgotten = at > openUntil && succeeded > 1 && succeeded > failed
  return state === 'half-open' && isForgotten ? 'closed' : state
}
