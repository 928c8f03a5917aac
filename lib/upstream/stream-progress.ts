import { noUsage, type TokenUsage } from '@/lib/openai/token-usage'
import type { EventFacts } from '@/lib/operations/event-facts'

/** How far a stream has come. */
export type StreamProgress = {
  readonly hasContent: boolean
  /** How many events carried a part of the answer: about one for each token. */
  readonly contentEvents: number
  /** The tokens of the whole call, once the endpoint has said so. */
  readonly usage: TokenUsage | undefined
  /** What was known of them before there was an answer. */
  readonly openingUsage?: Partial<TokenUsage> | undefined
  /** The ids by which a later call may refer to the answer. */
  readonly answerIds?: readonly string[]
  /** How many bytes the caller was given, once the stream is over. */
  readonly sentBytes?: number
  /** The choices that have ended. */
  readonly finished: ReadonlySet<number>
  /** The endpoint has said that this is all. */
  readonly isDone: boolean
}

export const untouched: StreamProgress = {
  hasContent: false,
  contentEvents: 0,
  usage: undefined,
  finished: new Set(),
  isDone: false,
}

/** The progress after one more event. */
export function advance(progress: StreamProgress, facts: EventFacts): StreamProgress {
  if (facts.kind === 'done') {
    const { usage = progress.usage, answerIds } = facts
    return { ...progress, isDone: true, usage, ...(answerIds !== undefined && { answerIds }) }
  }
  if (facts.kind !== 'chunk') return progress
  const openingUsage = facts.openingUsage ?? progress.openingUsage
  return {
    ...progress,
    ...(openingUsage !== undefined && { openingUsage }),
    hasContent: progress.hasContent || facts.hasContent,
    contentEvents: progress.contentEvents + (facts.hasContent ? 1 : 0),
    usage: facts.usage === undefined ? progress.usage : { ...noUsage, ...openingUsage, ...facts.usage },
    finished:
      facts.finished.length > 0 ? new Set([...progress.finished, ...facts.finished]) : progress.finished,
  }
}

/**
 * Whether nothing of the answer is missing: the endpoint said `[DONE]` (some never give a finish reason), or every
 * choice that was asked for has its finish reason (some never say `[DONE]`).
 */
export function isComplete(progress: StreamProgress, choices: number): boolean {
  return progress.isDone || progress.finished.size >= choices
}
