import type { BenchCall } from './bench-call'

/** What became of one counted call under one policy. */
export type Outcome = {
  readonly call: BenchCall
  /** From the moment the call was to be decided about to its first content event; undefined where it failed. */
  readonly firstContentMs: number | undefined
  readonly failure: string | undefined
  readonly endpoint: string | undefined
  readonly attempts: number
  readonly probes: number
}

/** A policy's counted calls in one scenario, and the probes that its gateway made beside them. */
export type PolicyResult = {
  readonly policy: string
  readonly outcomes: readonly Outcome[]
  readonly backgroundProbes: number
}
