import { type Circuit, closedCircuit, recordOutcome } from '@/lib/health/circuit'
import { longestCoolDownMs, remaining } from '@/lib/health/endpoint-health'
import { type FadingMean, recordSample } from '@/lib/health/fading-mean'
import { countOutcome, type FailureShare, noFailures } from '@/lib/health/failure-share'

/** What one edge knows of one endpoint's service of one model. */
export type ModelHealth = {
  /** Time to first content of calls from this edge. */
  readonly firstContent: FadingMean | undefined
  readonly failures: FailureShare
  readonly circuit: Circuit
  /** It asked to be left alone until then, in milliseconds since the epoch; 0 where it did not. */
  readonly coolUntil: number
  /** What it says is left of its own limit, 0 to 1, and until when that holds. */
  readonly headroom: { readonly share: number; readonly until: number }
}

export const unknownModel: ModelHealth = {
  firstContent: undefined,
  failures: noFailures,
  circuit: closedCircuit,
  coolUntil: 0,
  headroom: { share: 1, until: 0 },
}

/** What became of one try. */
export type Outcome = {
  /** `ignored`: it says nothing of the endpoint's health, as a caller's own fault or hang-up. */
  readonly kind: 'succeeded' | 'failed' | 'ignored'
  /** A failure that is a matter of limits or keys worsens the endpoint's rank, but opens no circuit. */
  readonly isCircuitSample: boolean
  /** To the first content event; undefined where it was not measured. */
  readonly firstContentMs?: number | undefined
  readonly coolDownSeconds?: number | undefined
}

type Moment = { readonly now: number; readonly dice: number; readonly begunAt?: number }

/** The health after one more try. */
export function recordTry(health: ModelHealth, outcome: Outcome, moment: Moment): ModelHealth {
  const { now } = moment
  const { kind, coolDownSeconds, firstContentMs } = outcome
  const cooled = coolDownSeconds === undefined ? health : coolModel(health, coolDownSeconds * 1000, now)
  if (kind === 'ignored') return cooled
  const succeeded = kind === 'succeeded'
  const circuit = outcome.isCircuitSample ? recordOutcome(cooled.circuit, succeeded, moment) : cooled.circuit
  // What it did before it was left alone is no longer held against it.
  const isBack = circuit.openUntil === 0 && cooled.circuit.openUntil > 0
  return {
    ...cooled,
    circuit,
    failures: isBack ? noFailures : countOutcome(cooled.failures, succeeded, now),
    firstContent:
      firstContentMs === undefined
        ? cooled.firstContent
        : recordSample(cooled.firstContent, { milliseconds: firstContentMs, now }),
  }
}

/** The health with a cool-down; a later one that already holds is not shortened. */
export function coolModel(health: ModelHealth, milliseconds: number, now: number): ModelHealth {
  const until = now + Math.min(milliseconds, longestCoolDownMs)
  return { ...health, coolUntil: Math.max(health.coolUntil, until) }
}

/** Until when a model is cooling down; 0 where it is not. */
export function coolingUntil({ coolUntil }: ModelHealth, now: number): number {
  return remaining(coolUntil, { now, longestMs: longestCoolDownMs })
}
