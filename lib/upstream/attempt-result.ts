import type { ErrorObject } from '@/lib/openai/error-body'
import type { TokenUsage } from '@/lib/openai/token-usage'
import type { Failure } from '@/lib/upstream/failure'
import type { Headroom } from '@/lib/upstream/read-headroom'

/** What one try of one endpoint came to. */
export type AttemptResult =
  | {
      readonly kind: 'answered'
      readonly headers: Headers
      readonly body: ReadableStream<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>
      /** The tokens of the whole call, where a plain answer says. */
      readonly usage?: TokenUsage | undefined
      /** The ids by which a later call may refer to a plain answer. */
      readonly answerIds?: readonly string[]
      /** What the endpoint says is left of its own limits. */
      readonly headroom?: Headroom | undefined
    }
  /** The fault is the caller's: the endpoint's verdict is the answer. */
  | { readonly kind: 'refused'; readonly status: number; readonly error: ErrorObject }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** The caller hung up. */
  | { readonly kind: 'abandoned' }

/** The result of an endpoint that answered with what cannot be used; it may have worked on the call. */
export function unusable(label: Unusable): AttemptResult {
  const failure = { label, code: 'upstream_invalid_response', isUnprocessed: false } as const
  return { kind: 'failed', failure: label === 'too-large' ? { ...failure, isTooLarge: true } : failure }
}

/** What is wrong with an answer: of what kind it is, that it breaks off, or that the call asks for more than is read of one. */
export type Unusable = 'invalid' | 'truncated' | 'too-large'
