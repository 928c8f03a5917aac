import { type EdgeMemory, retriesKey } from '@/lib/gateway/edge-memory'
import { noteOpening } from '@/lib/gateway/note-opening'
import { circuitState, closeCircuit, openCircuit } from '@/lib/health/circuit'
import {
  type EndpointHealth,
  recordProbe,
  recordUnreachable,
  unknownEndpoint,
} from '@/lib/health/endpoint-health'
import { noFailures } from '@/lib/health/failure-share'
import { type ModelHealth, unknownModel } from '@/lib/health/model-health'
import type { SharedEndpoint, SharedHealth, SharedModel } from '@/lib/health/shared-health'

type Moment = { readonly now: number; readonly dice: number }

/**
 * Has an edge take over what its other instances know. Deadlines and open circuits are honoured; a circuit that is open here
 * is closed by what others say only once its own time is up.
 */
export function adoptSharedHealth(memory: EdgeMemory, shared: SharedHealth, moment: Moment): void {
  const { models, endpoints, processing } = memory
  for (const [key, row] of shared.models)
    if (key === retriesKey) memory.retriesTogether = row
    else {
      const known = models.get(key) ?? unknownModel
      const adopted = adoptModel(known, { row, moment })
      models.set(key, adopted)
      // Of what they have opened or closed themselves the others have told.
      if (row.openUntil <= moment.now && !row.isClosedAgain)
        noteOpening(memory, key, { before: known.circuit, after: adopted.circuit })
    }
  for (const [id, row] of shared.endpoints)
    endpoints.set(id, adoptEndpoint(endpoints.get(id) ?? unknownEndpoint, row))
  for (const [key, row] of shared.processing) {
    const known = processing.get(key)
    // What all know together holds what we told them; how it varies, and what is usual, only we remember.
    const recent = { varianceLog: 0, ...known?.recent, ...row }
    if (known === undefined || row.weight > known.recent.weight)
      processing.set(key, { recent, usual: known?.usual ?? recent })
  }
}

// So many tries, and so many failures of all, that an edge agrees on leaving an endpoint alone.
const fewestTogether = 20
const failedShare = 0.5

// What was counted before a circuit closed is no reason to open it again.
const settledMs = 30_000

type Told = { readonly row: SharedModel; readonly moment: Moment }

function adoptModel(known: ModelHealth, { row, moment }: Told): ModelHealth {
  const { now } = moment
  const { circuit } = known
  const cooled = { ...known, coolUntil: Math.max(known.coolUntil, row.coolUntil) }
  const state = circuitState(circuit, now)
  if (state === 'half-open' && row.isClosedAgain)
    return { ...cooled, failures: noFailures, circuit: closeCircuit(circuit, row.at) }
  // One that closes later than now did so before the clock was set back.
  const isSettling = circuit.closedAt <= now && now - circuit.closedAt < settledMs
  if (state !== 'closed' || isSettling) return cooled
  if (row.openUntil > now)
    return { ...cooled, circuit: { ...openCircuit(circuit, moment), openUntil: row.openUntil } }
  const all = row.succeeded + row.failed
  const isTooMuch = all >= fewestTogether && row.failed >= all * failedShare
  return isTooMuch ? { ...cooled, circuit: openCircuit(circuit, moment) } : cooled
}

function reachedOrNot(known: EndpointHealth, { at, reachable, roundTripMs }: SharedEndpoint): EndpointHealth {
  if (at === undefined) return known
  // A call since knows better.
  const hasCalledSince = known.checkedAt > at
  // With a round trip it was probed. That it was not reached may have been found by a call, which is no reason not to probe.
  if (reachable && roundTripMs > 0 && at > known.probedAt) {
    const probed = recordProbe(known, { reachable, roundTripMs }, at)
    return hasCalledSince ? { ...probed, reachable: known.reachable, checkedAt: known.checkedAt } : probed
  }
  return reachable || known.checkedAt >= at ? known : recordUnreachable(known, at)
}

function adoptEndpoint(known: EndpointHealth, row: SharedEndpoint): EndpointHealth {
  return {
    ...reachedOrNot(known, row),
    coolUntil: Math.max(known.coolUntil, row.coolUntil),
    egressRefusedUntil: Math.max(known.egressRefusedUntil, row.egressRefusedUntil),
  }
}
