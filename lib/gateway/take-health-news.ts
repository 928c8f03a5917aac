import { type EdgeMemory, retriesKey } from '@/lib/gateway/edge-memory'
import type { Circuit } from '@/lib/health/circuit'
import { roundTripOf } from '@/lib/health/endpoint-health'
import { unknownModel } from '@/lib/health/model-health'
import type { EndpointNews, HealthNews, ModelNews } from '@/lib/health/shared-health'

// So that any number of calls costs one write a second; a few more where an endpoint rests or is back.
const tellEveryMs = 1000
const tellUrgentEveryMs = 200

/** What an edge's other instances are to be told now; undefined where there is nothing, or they have just been told. */
export function takeHealthNews(memory: EdgeMemory, now: number): HealthNews | undefined {
  const { notes } = memory
  const sizes = [notes.models, notes.endpoints, notes.processing, notes.openings].map(({ size }) => size)
  const size = sizes.reduce((sum, each) => sum + each, notes.canaryOff === undefined ? 0 : 1)
  if (size === 0 || Math.abs(now - memory.toldAt) < (notes.isUrgent ? tellUrgentEveryMs : tellEveryMs))
    return undefined
  memory.toldAt = now
  const taken: HealthNews = {
    models: new Map([
      ...[...notes.models.keys()].map(key => [key, modelNews(key, { memory, now })] as const),
      ...retriesNews(memory),
    ]),
    endpoints: new Map([...notes.endpoints].flatMap(id => endpointNews(id, { memory, now }))),
    processing: new Map(notes.processing),
    openings: new Map(notes.openings),
    ...(notes.canaryOff && { canaryOff: notes.canaryOff }),
  }
  notes.isUrgent = false
  notes.canaryOff = undefined
  Object.assign(notes.retries, { calls: 0, failed: 0 })
  for (const each of [notes.models, notes.endpoints, notes.processing, notes.openings]) each.clear()
  return taken
}

const hasClosed = -1

// Long enough for one write that is lost. What others have opened since is theirs to close.
const closedIsNewsMs = 10_000

type Known = { readonly memory: EdgeMemory; readonly now: number }

function modelNews(key: string, { memory, now }: Known): ModelNews {
  const { models, notes } = memory
  const { circuit, coolUntil } = models.get(key) ?? unknownModel
  return {
    succeeded: 0,
    failed: 0,
    ...notes.models.get(key),
    coolMs: left(coolUntil, now),
    openMs: hasJustClosed(circuit, now) ? hasClosed : left(circuit.openUntil, now),
  }
}

function hasJustClosed({ closedAt }: Circuit, now: number): boolean {
  return closedAt > 0 && closedAt <= now && now - closedAt < closedIsNewsMs
}

function retriesNews({ notes }: EdgeMemory): [string, ModelNews][] {
  const { calls, failed } = notes.retries
  return calls === 0
    ? []
    : [[retriesKey, { succeeded: Math.max(0, calls - failed), failed, coolMs: 0, openMs: 0 }]]
}

function endpointNews(id: string, { memory, now }: Known): [string, EndpointNews][] {
  const known = memory.endpoints.get(id)
  if (known === undefined) return []
  const { reachable, coolUntil, egressRefusedUntil } = known
  const roundTripMs = roundTripOf(known)
  // An endpoint that answered but was never probed has no round trip to tell of.
  if (roundTripMs === undefined && reachable && left(coolUntil, now) + left(egressRefusedUntil, now) === 0)
    return []
  const deadlines = { coolMs: left(coolUntil, now), egressRefusedMs: left(egressRefusedUntil, now) }
  return [
    [id, { reachable, roundTripMs: roundTripMs === undefined ? 0 : Math.max(1, roundTripMs), ...deadlines }],
  ]
}

function left(until: number, now: number): number {
  return Math.max(0, until - now)
}
