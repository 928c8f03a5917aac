import type { Failure } from '@/lib/upstream/failure'

/** One try as it is reported and learned from. */
export type AttemptRecord = {
  readonly endpoint: string
  /** A status, or what came instead of one. */
  readonly label: string
  readonly failure: Failure | undefined
  readonly durationMs: number
}
