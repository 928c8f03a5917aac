import type { EdgeMemory } from '@/lib/gateway/edge-memory'
import { noteOpening } from '@/lib/gateway/note-opening'
import { circuitState } from '@/lib/health/circuit'
import {
  coolDown,
  recordReached,
  recordUnreachable,
  refuseEgress,
  roundTripOf,
} from '@/lib/health/endpoint-health'
import { type ModelHealth, type Outcome, recordTry, unknownModel } from '@/lib/health/model-health'
import { recordProcessing } from '@/lib/health/processing'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'

type Learned = {
  /** Under which name the endpoint's service of the model is remembered. */
  readonly key: string
  readonly now: number
  readonly dice: number
  /** The fault may be the call's own, and then says nothing of the endpoint. */
  readonly isSuspect: boolean
  /** The other endpoints that are called with the same key. */
  readonly sharingKey?: readonly string[]
}

const trialMs = 5000

/** Has an edge learn from what became of one try. */
export function learnFromTry(memory: EdgeMemory, record: AttemptRecord, learned: Learned): void {
  const { models, endpoints } = memory
  const { key, now } = learned
  learnOfEndpoint(memory, { record, now, sharingKey: learned.sharingKey ?? [] })
  // Where the way is not known yet, what the endpoint takes itself cannot be told from it.
  const roundTripMs = roundTripOf(endpoints.get(record.endpoint))
  const firstContentMs = roundTripMs === undefined ? undefined : record.firstContentMs
  const outcome = { ...outcomeOf(record, learned.isSuspect), firstContentMs }
  const begunAt = now - record.durationMs
  const known = models.get(key) ?? unknownModel
  const health = recordTry(known, outcome, { ...learned, begunAt })
  const { headroom } = record
  const until = now + (headroom?.resetMs ?? 0)
  models.set(key, headroom === undefined ? health : { ...health, headroom: { share: headroom.share, until } })
  // Whoever has tried it out with success does so once more, under the same lease.
  if (outcome.kind === 'succeeded' && circuitState(health.circuit, now) === 'half-open')
    memory.trials.set(key, now + trialMs)
  noteOutcome(memory, { ...outcome, key })
  noteOpening(memory, key, { before: known.circuit, after: health.circuit })
  if (isUrgent(known, health) || record.failure?.isAccount) memory.notes.isUrgent = true
  if (firstContentMs !== undefined && roundTripMs !== undefined)
    learnProcessing(memory, { key, now, milliseconds: Math.max(1, firstContentMs - roundTripMs) })
}

// A rest has begun or grown longer, or is over.
function isUrgent(before: ModelHealth, after: ModelHealth): boolean {
  const { openUntil, closedAt } = before.circuit
  return (
    after.coolUntil > before.coolUntil ||
    after.circuit.openUntil !== openUntil ||
    after.circuit.closedAt !== closedAt
  )
}

type Told = { readonly record: AttemptRecord; readonly now: number; readonly sharingKey: readonly string[] }

function learnOfEndpoint({ endpoints, notes }: EdgeMemory, { record, now, sharingKey }: Told): void {
  const { endpoint, failure, outcome } = record
  const known = endpoints.get(endpoint)
  if (outcome === 'succeeded') endpoints.set(endpoint, recordReached(known, now))
  if (failure?.isUnreachable) endpoints.set(endpoint, recordUnreachable(known, now))
  if (failure?.isEgressRefused) endpoints.set(endpoint, refuseEgress(known, now))
  // An account that is spent is so at each of its endpoints; a key may well be refused at one alone.
  const refusing = failure?.isSpent ? [endpoint, ...sharingKey] : [endpoint]
  if (failure?.isAccount && failure.coolDownSeconds !== undefined)
    for (const id of refusing) {
      endpoints.set(id, coolDown(endpoints.get(id), failure.coolDownSeconds, now))
      notes.endpoints.add(id)
    }
  if (failure?.isUnreachable || failure?.isEgressRefused) notes.endpoints.add(endpoint)
}

/** What a try says of its endpoint. */
export function outcomeOf({ outcome, failure }: AttemptRecord, isSuspect: boolean): Outcome {
  const isUnknown = failure?.isModelUnknown || failure?.isOperationUnknown
  const isOfTheCall = isUnknown || failure?.isTooLarge || (isSuspect && outcome === 'failed')
  return {
    kind: isOfTheCall ? 'ignored' : outcome,
    isCircuitSample: failure?.coolDownSeconds === undefined && failure?.isEgressRefused !== true,
    coolDownSeconds: failure?.isAccount ? undefined : failure?.coolDownSeconds,
  }
}

type Noted = Outcome & { readonly key: string }

// A pause that was asked for is told, but is no sign of trouble.
function noteOutcome({ notes }: EdgeMemory, { kind, isCircuitSample, coolDownSeconds, key }: Noted): void {
  const isCounted = kind !== 'ignored' && isCircuitSample
  if (!isCounted && coolDownSeconds === undefined) return
  const { succeeded, failed } = notes.models.get(key) ?? { succeeded: 0, failed: 0 }
  notes.models.set(key, {
    succeeded: succeeded + (isCounted && kind === 'succeeded' ? 1 : 0),
    failed: failed + (isCounted && kind === 'failed' ? 1 : 0),
  })
}

type Processed = { readonly key: string; readonly now: number; readonly milliseconds: number }

function learnProcessing({ processing, notes }: EdgeMemory, { key, now, milliseconds }: Processed): void {
  processing.set(key, recordProcessing(processing.get(key), { milliseconds, now }))
  const { count, sumLog } = notes.processing.get(key) ?? { count: 0, sumLog: 0 }
  notes.processing.set(key, { count: count + 1, sumLog: sumLog + Math.log(milliseconds) })
}
