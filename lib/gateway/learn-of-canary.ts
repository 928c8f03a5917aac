import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { outcomeOf } from '@/lib/gateway/learn-from-try'
import { turnOffCanary } from '@/lib/gateway/turn-off-canary'
import { countTry, isClearlyWorse, noTries } from '@/lib/health/canary-tally'
import { circuitState, closedCircuit, recordOutcome } from '@/lib/health/circuit'
import type { Candidate } from '@/lib/routing/rank-candidates'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'

type Learned = {
  readonly trace: Pick<CallTrace, 'caller' | 'canary'>
  readonly candidate: Candidate
  /** Under which name the endpoint's service of the model is remembered. */
  readonly key: string
  readonly isSuspect: boolean
  readonly dependencies: Dependencies
}

/**
 * Judges a canary by what became of one try, and turns it off where it is at fault. Its circuits are apart from those that
 * calls are routed by: of an endpoint that both maps have only what the canary's own calls met speaks against it.
 */
export function learnOfCanary(
  record: AttemptRecord,
  { trace, candidate, key, isSuspect, dependencies }: Learned,
): void {
  const { effects, health, random } = dependencies
  if (trace.canary === undefined) return
  const { canary, side } = trace.canary
  // What the outer map answered for the canary is neither's.
  if (side === 'canary' && candidate.map !== 'canary') return
  const outcome = outcomeOf(record, isSuspect)
  if (outcome.kind === 'ignored') return
  const { circuits, tallies } = health.canaries
  const now = effects.now()
  const succeeded = outcome.kind === 'succeeded'
  const tallyOf = (name: typeof side) => tallies.get(`${canary.version}/${name}`) ?? noTries
  tallies.set(`${canary.version}/${side}`, countTry(tallyOf(side), succeeded, now))
  if (side === 'control') return
  const fault = { canary, endpoint: record.endpoint, key, edge: trace.caller.place.edge }
  if (outcome.isCircuitSample) {
    const name = `${canary.version}/${key}`
    const moment = { now, dice: random(), begunAt: now - record.durationMs }
    const circuit = recordOutcome(circuits.get(name) ?? closedCircuit, succeeded, moment)
    circuits.set(name, circuit)
    if (circuitState(circuit, now) === 'open')
      turnOffCanary({ ...fault, reason: 'circuit-open' }, dependencies)
  }
  if (!succeeded && isClearlyWorse(tallyOf('canary'), tallyOf('control'), now))
    turnOffCanary({ ...fault, reason: 'more-errors' }, dependencies)
}
