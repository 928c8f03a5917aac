/** What we read of a request's body, whichever operation it is for. */
export type RequestFacts = {
  /** The model by the caller's name. */
  readonly model: string
  readonly stream: boolean
  /** How many answers were asked for. */
  readonly choices: number
  /** Whether a stream's usage comes in an extra event that the caller may not have asked for. */
  readonly usageEvent: 'asked' | 'unasked' | 'none'
  /** The longest answer that is asked for, in tokens, by each field that says so. */
  readonly answerLimits: readonly AnswerLimit[]
  /** What the answer must have room for whatever is wanted: the tokens that the model is to think with. */
  readonly thinkingTokens?: number
  /** Whether nothing of the answer is left to chance. */
  readonly isDeterministic: boolean
  /** Whether the endpoint is to remember it, so that only a call that reaches it will do. */
  readonly isStored: boolean
  /** How hard the model is to think, in OpenAI's words. */
  readonly effort: string | undefined
  readonly hasTools: boolean
  /** Whether whoever answers it may act on the caller's behalf while doing so, which is not to happen twice. */
  readonly mayAct: boolean
  readonly hasImages: boolean
  /** Whether the answer is to be spoken, which has a price of its own. */
  readonly isSpoken?: boolean
  /** The ids of the answers that it follows, or of parts of them, which only the endpoint that gave them knows. */
  readonly follows: readonly string[]
  /** The id of the last of those that it gives back without what they hold, which the endpoint looks up. */
  readonly recalls?: string
  /** Estimates the tokens of its prompt. */
  readonly promptTokens: () => number
  /** What the calls of one conversation begin with; undefined where it does not continue one. */
  readonly opening: (() => Opening) | undefined
}

export type AnswerLimit = { readonly field: string; readonly tokens: number }

/** What a conversation begins with, and whether there has been an answer in it. */
export type Opening = { readonly text: string; readonly continues: boolean }

/** The longest answer that is asked for, in tokens; undefined where the call does not say. */
export function longestAnswer({ answerLimits }: Pick<RequestFacts, 'answerLimits'>): number | undefined {
  // Servers of one's own take -1 for no bound at all.
  return answerLimits.find(({ tokens }) => tokens >= 0)?.tokens
}
