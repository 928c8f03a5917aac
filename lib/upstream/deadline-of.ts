import { isReasoning } from '@/lib/operations/is-reasoning'
import type { Call } from '@/lib/operations/parse-call'
import { timeouts } from '@/lib/upstream/timeouts'

/** How long a call may wait, in milliseconds: for the first content of one attempt, and over all attempts from its receipt. */
export function deadlineOf(call: Call): { readonly attemptMs: number; readonly callMs: number } {
  if (!call.stream) return { attemptMs: timeouts.plainAnswer, callMs: timeouts.total }
  if (isReasoning(call))
    return { attemptMs: timeouts.firstContentReasoning, callMs: timeouts.beforeFirstContentReasoning }
  return { attemptMs: timeouts.firstContent, callMs: timeouts.beforeFirstContent }
}
