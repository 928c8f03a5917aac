/** What is recorded of one call: one log line. */
export type CallLine = {
  readonly event: 'call'
  readonly requestId: string
  /** Where traces are collected. */
  readonly traceId: string | undefined
  readonly operation: string | undefined
  readonly model: string | undefined
  readonly country: string
  readonly edge: string
  readonly endpoint: string | undefined
  readonly reason: string | undefined
  readonly attempts: string
  readonly cache: 'HIT' | 'MISS' | 'BYPASS' | undefined
  readonly promptTokens: number | undefined
  readonly completionTokens: number | undefined
  readonly costUsd: number | undefined
  readonly status: number
  /** The error's code where the call failed, also where it did so inside a stream. */
  readonly code: string | undefined
  /** How a stream ended; undefined for a plain answer. */
  readonly end: 'complete' | 'failed' | 'abandoned' | undefined
  readonly responseMs: number
  readonly totalMs: number
}
