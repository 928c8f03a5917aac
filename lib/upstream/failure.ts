import type { ErrorCode } from '@/lib/openai/api-error'

/** Why an attempt failed and what follows from it. */
export type Failure = {
  /** For `x-route-attempts`: a status, or `refused`, `timeout`, `reset`, `invalid`, `truncated`, `unsupported`. */
  readonly label: string
  /** What the caller is told if nothing else succeeds. */
  readonly code: ErrorCode
  /** The endpoint has provably not worked on the call, so trying elsewhere is paid for once. */
  readonly isUnprocessed: boolean
  /** Nothing was sent: the call cannot be said in the endpoint's words. */
  readonly isUnsent?: boolean
  /** No connection, or none that answers: the endpoint counts as unreachable until a probe reaches it. */
  readonly isUnreachable?: boolean
  /** Seconds for which the endpoint is to be left alone. */
  readonly coolDownSeconds?: number
  /** The cool-down is a matter of our key or account, and so of every model; otherwise of the one that was asked for. */
  readonly isAccount?: boolean
  /** The account behind our key has nothing left: another endpoint with the same key would say the same. */
  readonly isSpent?: boolean
  /** The endpoint does not serve the country that we call from. */
  readonly isEgressRefused?: boolean
  /** The endpoint does not know the model: only one that lists it by name can do better. */
  readonly isModelUnknown?: boolean
  /** The call asks for more than is read of one answer or, where it was not worked on, than its account gets in a minute. */
  readonly isTooLarge?: boolean
  /** The field of the request that it cannot do. */
  readonly param?: string
  /** The endpoint does not know the operation, which says nothing of those that it does know. */
  readonly isOperationUnknown?: boolean
}
