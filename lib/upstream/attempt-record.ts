import type { Failure } from '@/lib/upstream/failure'
import type { Headroom } from '@/lib/upstream/read-headroom'

/** One try as it is reported and learned from. */
export type AttemptRecord = {
  readonly endpoint: string
  /** The model that it was made to, by the callers' name. */
  readonly model: string
  /** A status, or what came instead of one. */
  readonly label: string
  /** `ignored`: it says nothing of the endpoint, as where the fault is the caller's. */
  readonly outcome: 'succeeded' | 'failed' | 'ignored'
  readonly failure: Failure | undefined
  readonly durationMs: number
  /** To the first content event; only streams tell. */
  readonly firstContentMs?: number | undefined
  /** What the endpoint says is left of its own limits, where it does. */
  readonly headroom?: Headroom | undefined
  /** Its span in the call's trace; absent where none is collected. */
  readonly span?: AttemptSpan | undefined
}

export type AttemptSpan = { readonly id: string; readonly begunAt: number }
