import type { AnswerContext } from '@/lib/upstream/answer-call'
import { start } from './fake-effects'
import { sender } from './sender'

/** What the answering of a call goes by, where nothing stands in its way; a test names only what it is about. */
export function buildAnswerContext(
  overrides: Pick<AnswerContext, 'effects'> & Partial<AnswerContext>,
): AnswerContext {
  return {
    sender,
    keyOf: ({ id }) => `key-of-${id}`,
    callerSignal: new AbortController().signal,
    receivedAt: start,
    enter: async () => () => {},
    mayFailOver: () => true,
    hedgeAfterMs: undefined,
    takeHedge: () => false,
    onAttempt: () => {},
    onStreamEnd: () => {},
    ...overrides,
  }
}
