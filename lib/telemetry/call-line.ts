/** What is recorded of one call: one log line. */
export type CallLine = {
  readonly event: 'call'
  readonly requestId: string
  /** Where traces are collected. */
  readonly traceId: string | undefined
  /** The call's own id and who made it, as its usage record has them; absent where it was not let in. */
  readonly id: string | undefined
  readonly tenant: string | undefined
  readonly operation: string | undefined
  readonly model: string | undefined
  readonly country: string
  readonly edge: string
  readonly endpoint: string | undefined
  readonly reason: string | undefined
  /** Where there is a canary: whether it went by it, or is one of those that it is compared with. */
  readonly canary: 'canary' | 'control' | undefined
  /** The zones that it could not leave; absent where it could go anywhere. */
  readonly residency: string | undefined
  readonly candidates: string | undefined
  readonly excluded: string | undefined
  readonly attempts: string
  readonly cache: 'HIT' | 'MISS' | 'BYPASS' | undefined
  readonly bytesIn: number | undefined
  readonly bytesOut: number | undefined
  readonly promptTokens: number | undefined
  readonly completionTokens: number | undefined
  readonly costUsd: number | undefined
  readonly status: number
  /** The error's code where the call failed, also where it did so inside a stream. */
  readonly code: string | undefined
  /** How a stream ended; undefined for a plain answer. */
  readonly end: 'complete' | 'failed' | 'abandoned' | undefined
  readonly gateMs: number | undefined
  readonly planMs: number | undefined
  readonly upstreamMs: number | undefined
  readonly firstContentMs: number | undefined
  readonly responseMs: number
  readonly totalMs: number
}
