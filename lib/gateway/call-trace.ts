import type { Identity } from '@/lib/access/identity'
import type { CacheEntry } from '@/lib/cache/cache-entry'
import type { Admission } from '@/lib/gateway/admission'
import type { CallCache } from '@/lib/gateway/call-cache'
import type { CallCanary } from '@/lib/gateway/call-canary'
import type { CallOnce } from '@/lib/gateway/call-once'
import { beginCallSpan, type CallSpan } from '@/lib/gateway/call-span'
import { type Caller, readCaller } from '@/lib/gateway/caller'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { DocumentView } from '@/lib/gateway/live-document'
import type { ModelChoice } from '@/lib/gateway/resolve-call'
import type { ErrorShape } from '@/lib/openai/error-body'
import type { Operation } from '@/lib/operations/operations'
import type { Call } from '@/lib/operations/parse-call'
import type { RegionMap } from '@/lib/regions/region-map'
import type { RoutePlan } from '@/lib/routing/plan-route'
import type { Answer } from '@/lib/upstream/answer-call'
import type { StreamEnd } from '@/lib/upstream/relay-stream'

/** What is known of a call while it is served: filled in step by step, read by its headers and its log line. */
export type CallTrace = {
  readonly caller: Caller
  /** Where it stands in a distributed trace; absent where none is collected. */
  readonly span: CallSpan | undefined
  operation?: Operation
  /** Whose error object its caller expects. */
  shape?: ErrorShape
  /** As the caller made it. */
  asked?: Call
  /** As it is made: with its model found, and within its limits. */
  call?: Call
  /** The same for the models that may stand in. */
  fallbacks?: readonly Call[]
  /** The headers by which its caller chooses a version of the operation's protocol. */
  protocol?: Readonly<Record<string, string>>
  /** How it came by its model. */
  choice?: ModelChoice
  /** How many of its messages were dropped to fit. */
  trimmed?: number
  /** The endpoint that gave the answer which it follows. */
  followed?: string | undefined
  /** The endpoint that keeps what it gives back by its id alone. */
  recalled?: string | undefined
  /** The map that it goes by, and what was read. */
  view?: DocumentView<RegionMap>
  /** Absent where there is no canary, or it has nothing to do with the call. */
  canary?: CallCanary
  identity?: Identity
  admission?: Admission
  /** Where it might go, as far as that was decided before it was refused. */
  plan?: RoutePlan
  /** What the response cache has to do with it; absent where nothing. */
  cache?: CallCache | undefined
  cacheState?: CacheState
  /** The body of an answer out of the cache. */
  cachedText?: string
  /** An answer that is too old, but better than none. */
  staleEntry?: CacheEntry
  /** It was given the answer of the call that it repeats. */
  isReplayed?: boolean
  /** Absent where the caller does not want it done just once. */
  once?: CallOnce | undefined
  answer?: Answer
  /** What has passed of a stream that is recorded; undefined where it is too much. */
  recording?: () => string | undefined
  /** Settled once a response that was begun is over; absent where it was whole at once. */
  streamEnd?: Promise<StreamEnd | undefined>
  error?: unknown
  /** From the receipt of the request to the first content of a stream, in milliseconds. */
  firstContentMs?: number
  /** Gives the call's place in this instance back. */
  leave?: () => void
  /** How long each step took, in milliseconds. */
  readonly steps: { gate?: number; wait?: number; plan?: number; upstream?: number }
  /** Ends a step: its time is that since the last one ended. */
  mark(step: 'gate' | 'wait' | 'plan' | 'upstream'): void
}

export type CacheState = { readonly kind: 'MISS' } | { readonly kind: 'HIT'; readonly ageSeconds: number }

export function beginTrace(request: Request, dependencies: Dependencies): CallTrace {
  const caller = readCaller(request, dependencies)
  let last = caller.receivedAt
  const steps: CallTrace['steps'] = {}
  return {
    caller,
    span: beginCallSpan(request.headers, dependencies),
    steps,
    mark(step) {
      const now = dependencies.effects.now()
      steps[step] = now - last
      last = now
    },
  }
}
