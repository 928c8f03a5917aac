import type { Call } from '@/lib/operations/parse-call'
import { sharesKey } from '@/lib/regions/shares-key'
import type { Candidate } from '@/lib/routing/rank-candidates'
import type { AnswerContext } from '@/lib/upstream/answer-call'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'
import { timeouts } from '@/lib/upstream/timeouts'
import { type Tried, type Try, tryOnce } from '@/lib/upstream/try-once'

/** The candidates of a call that are still to be tried, in their order. */
export type TryQueue = {
  /** Whether there is one that may be tried after these. */
  mayTry(attempts: readonly AttemptRecord[]): boolean
  /** Tries the next that has room; undefined where none has, or nobody waits for the answer any more. */
  beginNext(): Promise<Try | undefined>
  /** Tries the next beside a first that is late, where that can be done at once. */
  beginSecond(isLate: () => boolean): Promise<Try | undefined>
  /** Leaves out those that would fail in the same way. */
  learn(tried: Tried): void
}

// Three are sent at most; of these two that the endpoint may have worked on, since work is paid for. And one more for the first
// of the models that may stand in, which would else be out of reach wherever there are three endpoints.
const mostAttempts = 3
const mostProcessed = 2

type Context = AnswerContext & { readonly call: Call }

export function createTryQueue(candidates: readonly Candidate[], context: Context): TryQueue {
  const { call } = context
  let remaining = candidates
  const begin = async (candidate: Candidate, { waitMs, isWanted }: Begin) => {
    const leave = await context.enter(candidate.endpoint, waitMs)
    if (leave !== undefined && isWanted()) return tryOnce(candidate, { ...context, leave })
    leave?.()
    return undefined
  }
  // For a caller that has hung up nothing is sent, and nothing charged.
  const isAwaited = () => !context.callerSignal.aborted
  return {
    mayTry(attempts) {
      remaining = stillToTry(remaining, { attempts, call })
      return remaining.length > 0
    },
    async beginNext() {
      while (isAwaited()) {
        const [candidate, ...rest] = remaining
        if (candidate === undefined) return undefined
        remaining = rest
        const waitMs = rest.length > 0 ? timeouts.queue : timeouts.lastQueue
        const begun = await begin(candidate, { waitMs, isWanted: isAwaited })
        if (begun !== undefined) return begun
      }
      return undefined
    },
    async beginSecond(isLate) {
      const [next, ...rest] = remaining
      // Another model is for where none can serve this one, which a late one well may.
      if (next === undefined || modelOf(next, call) !== call.model) return undefined
      const isDue = () => isAwaited() && isLate() && context.takeHedge()
      // Room is not waited for: the first may answer meanwhile. Who has none now may still be failed over to.
      const begun = await begin(next, { waitMs: 0, isWanted: isDue })
      if (begun !== undefined) remaining = rest
      return begun
    },
    learn(tried) {
      remaining = withoutAlike(remaining, { tried, call })
    },
  }
}

type Begin = { readonly waitMs: number; readonly isWanted: () => boolean }

function withoutAlike(remaining: readonly Candidate[], { tried, call }: { tried: Tried; call: Call }) {
  const { candidate, record } = tried
  const { isModelUnknown, isSpent, isUnreachable } = record.failure ?? {}
  const { model } = record
  return remaining.filter(
    each =>
      !(isModelUnknown && modelOf(each, call) === model && !listsModel(each, model)) &&
      !(isUnreachable && each.endpoint === candidate.endpoint) &&
      !(isSpent && sharesKey(each.endpoint, candidate.endpoint)),
  )
}

type Made = { readonly attempts: readonly AttemptRecord[]; readonly call: Call }

function stillToTry(remaining: readonly Candidate[], { attempts, call }: Made): readonly Candidate[] {
  const processed = attempts.filter(({ failure }) => failure?.isUnprocessed === false)
  // Whoever failed may have acted already; and where an answer is too large, so is the next, and is paid for once more.
  if (processed.some(({ failure }) => call.mayAct || failure?.isTooLarge)) return []
  const sent = attempts.filter(({ failure }) => !failure?.isUnsent)
  if (sent.length < mostAttempts && processed.length < mostProcessed) return remaining
  const hasStoodIn = attempts.some(({ model }) => model !== call.model)
  return hasStoodIn ? [] : remaining.filter(each => modelOf(each, call) !== call.model)
}

// What one endpoint does not know, another does that lists it by name.
function listsModel({ endpoint }: Candidate, model: string): boolean {
  return endpoint.models.names.has(model)
}

function modelOf(candidate: Candidate, call: Call): string {
  return (candidate.call ?? call).model
}
