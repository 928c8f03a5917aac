import type { TokenUsage } from '@/lib/openai/token-usage'

/** What one event of a stream says, as far as we act on it. */
export type EventFacts =
  /** It says no more than that the connection lives, be it a comment or an event of its own. */
  | { readonly kind: 'comment' }
  | EndFacts
  | { readonly kind: 'error'; readonly body: unknown }
  | { readonly kind: 'unreadable' }
  | {
      readonly kind: 'chunk'
      /** It carries a part of an answer or ends one: from here on the answer is the caller's. */
      readonly hasContent: boolean
      /** The positions of the choices that it ends. */
      readonly finished: readonly number[]
      /** The tokens of the whole call, where it says; with those that an earlier event told of. */
      readonly usage: Partial<TokenUsage> | undefined
      /** It says nothing else: the extra event that `include_usage` asks for. */
      readonly isUsageOnly: boolean
      /** What is known of the tokens before there is an answer. */
      readonly openingUsage?: Partial<TokenUsage> | undefined
    }

/** The stream's last event. */
export type EndFacts = {
  readonly kind: 'done'
  /** It holds the whole answer, so that there need not have been content before it. */
  readonly hasAnswer?: boolean
  readonly usage?: TokenUsage | undefined
  /** The ids by which a later call may refer to the answer. */
  readonly answerIds?: readonly string[]
}
