/** A stretch for which an endpoint failed its callers. Moments are in milliseconds since the epoch. */
export type Incident = {
  /** Stays the same for as long as the incident is remembered. */
  readonly id: string
  readonly endpoint: string
  /** Its circuits were open, or else probes could not even reach it. */
  readonly kind: 'circuit-open' | 'unreachable'
  /** Empty where it was not a matter of some models. */
  readonly models: readonly string[]
  readonly edges: readonly string[]
  readonly startedAt: number
  /** null while it goes on. */
  readonly endedAt: number | null
  /** Nobody saw it end: since then nobody has said that it goes on. */
  readonly isStale: boolean
}
