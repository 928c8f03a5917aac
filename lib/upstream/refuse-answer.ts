import { type AttemptResult, type Unusable, unusable } from '@/lib/upstream/attempt-result'
import type { Guard } from '@/lib/upstream/guard'

/** The result of an answer that is given up before its end: what still comes of it is not waited for. */
export function refuseAnswer(guard: Guard, label: Unusable): AttemptResult {
  guard.stop('router')
  return unusable(label)
}
