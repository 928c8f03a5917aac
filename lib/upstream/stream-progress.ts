import type { EventFacts } from '@/lib/openai/read-event'

/** How far a stream has come. */
export type StreamProgress = {
  readonly hasContent: boolean
  /** The choices that have ended. */
  readonly finished: ReadonlySet<number>
  /** The endpoint has said `[DONE]`. */
  readonly isDone: boolean
}

export const untouched: StreamProgress = { hasContent: false, finished: new Set(), isDone: false }

/** The progress after one more event. */
export function advance(progress: StreamProgress, facts: EventFacts): StreamProgress {
  if (facts.kind === 'done') return { ...progress, isDone: true }
  if (facts.kind !== 'chunk') return progress
  if (facts.finished.length > 0)
    return { ...progress, hasContent: true, finished: new Set([...progress.finished, ...facts.finished]) }
  return facts.hasContent && !progress.hasContent ? { ...progress, hasContent: true } : progress
}

/**
 * Whether nothing of the answer is missing: the endpoint said `[DONE]` (some never give a finish reason), or every
 * choice that was asked for has its finish reason (some never say `[DONE]`).
 */
export function isComplete(progress: StreamProgress, choices: number): boolean {
  return progress.isDone || progress.finished.size >= choices
}
