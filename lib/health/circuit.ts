/**
 * Whether an endpoint is to be left alone for a model, as data. Numbers after Envoy's outlier detection, Finagle's failure
 * accrual and Linkerd's circuit breaking: https://linkerd.io/docs/reference/circuit-breaking/
 */
export type Circuit = {
  /** The outcomes of the last 30 s while it was closed, oldest first. */
  readonly outcomes: readonly { readonly succeeded: boolean; readonly at: number }[]
  /** Open, and then half-open, from when it opened; 0 while it is closed. */
  readonly openUntil: number
  /** When it opened; 0 while it is closed. */
  readonly openedAt: number
  /** How often it has opened without having stayed closed for a whole ramp since. */
  readonly openings: number
  /** The successes since it opened. */
  readonly trials: number
  /** When it last closed; 0 where it never opened. */
  readonly closedAt: number
}

export type CircuitState = 'closed' | 'open' | 'half-open'

export const closedCircuit: Circuit = {
  outcomes: [],
  openUntil: 0,
  openedAt: 0,
  openings: 0,
  trials: 0,
  closedAt: 0,
}

const failuresInARow = 5
const fewestOutcomes = 10
const failedShare = 0.5
const windowMs = 30_000
const mostOutcomes = 64
const trialsToClose = 2
const firstOpenMs = 5000
const longestOpenMs = 300_000
const rampMs = 60_000
const rampFrom = 0.1

export function circuitState({ openUntil }: Circuit, now: number): CircuitState {
  if (openUntil === 0) return 'closed'
  // No deadline lies further ahead than this, whatever a clock says.
  return openUntil > now && openUntil - now <= longestOpenMs ? 'open' : 'half-open'
}

type Moment = {
  readonly now: number
  /** 0 up to 1: spreads what would otherwise happen everywhere at once. */
  readonly dice: number
  /** When the call began; now where that is not said. */
  readonly begunAt?: number
}

/** The circuit after one more outcome of a call. */
export function recordOutcome(circuit: Circuit, succeeded: boolean, moment: Moment): Circuit {
  const { now, begunAt = now } = moment
  const state = circuitState(circuit, now)
  if (state === 'closed') return whileClosed(circuit, { succeeded, ...moment })
  // What began before it opened says nothing of how it is now; but an opening that lies ahead is of a clock set back since.
  if (begunAt < circuit.openedAt && circuit.openedAt <= now) return circuit
  if (!succeeded) return state === 'half-open' ? openCircuit(circuit, moment) : circuit
  const trials = circuit.trials + 1
  return trials < trialsToClose ? { ...circuit, trials } : closeCircuit(circuit, now)
}

/** The circuit opened now: for 5 s at first, twice as long each time, 5 min at most, the later half of it by the dice. */
export function openCircuit(circuit: Circuit, { now, dice }: Moment): Circuit {
  const openings = isRamping(circuit, now) || circuit.openUntil > 0 ? circuit.openings : 0
  const longest = Math.min(longestOpenMs, firstOpenMs * 2 ** openings)
  const openMs = longest / 2 + (longest / 2) * dice
  return { ...closedCircuit, openUntil: now + openMs, openedAt: now, openings: openings + 1 }
}

/** The circuit closed at a moment. */
export function closeCircuit({ openings }: Circuit, at: number): Circuit {
  return { ...closedCircuit, openings, closedAt: at }
}

/** The share of its traffic, 0 to 1, that an endpoint may have: all of it, but for a minute after its circuit closed. */
export function rampShare(circuit: Circuit, now: number): number {
  if (!isRamping(circuit, now)) return 1
  return rampFrom + ((1 - rampFrom) * (now - circuit.closedAt)) / rampMs
}

function isRamping({ closedAt }: Circuit, now: number): boolean {
  return closedAt > 0 && now >= closedAt && now - closedAt < rampMs
}

function whileClosed(
  circuit: Circuit,
  { succeeded, ...moment }: Moment & { readonly succeeded: boolean },
): Circuit {
  const { now } = moment
  const outcomes = [...circuit.outcomes, { succeeded, at: now }]
    .filter(({ at }) => Math.abs(now - at) <= windowMs)
    .slice(-mostOutcomes)
  const next = { ...circuit, outcomes }
  return !succeeded && isTooMuch(outcomes) ? openCircuit(next, moment) : next
}

function isTooMuch(outcomes: Circuit['outcomes']): boolean {
  const last = outcomes.slice(-failuresInARow)
  if (last.length === failuresInARow && last.every(({ succeeded }) => !succeeded)) return true
  const failed = outcomes.filter(({ succeeded }) => !succeeded).length
  return outcomes.length >= fewestOutcomes && failed >= outcomes.length * failedShare
}
