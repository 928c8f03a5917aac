import type { CallTrace } from '@/lib/gateway/call-trace'
import { modelUsed } from '@/lib/gateway/model-used'
import { codeAtEnd } from '@/lib/gateway/record-call'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import type { UsageRecord } from '@/lib/usage/usage-record'

/** What is known of a call once it is over. */
export type CallOver = {
  /** How a stream ended; undefined for a plain answer. */
  readonly end: StreamEnd | undefined
  /** In milliseconds since the epoch. */
  readonly endedAt: number
  readonly responseMs: number
  readonly status: number
  /** What it used and cost; absent where it was not accepted. */
  readonly usage: UsageRecord | undefined
}

/** What became of a call, for whoever keeps account of calls elsewhere. */
export type CallResult = CallOver & {
  readonly outcome: 'succeeded' | 'refused' | 'failed' | 'abandoned'
  /** What it failed by, if it did; also inside a stream. */
  readonly code: string | undefined
  /** As its caller names it; undefined where none was looked for, since then it is the caller's text. */
  readonly asked: string | undefined
  /** The model that answered, by the callers' name. */
  readonly model: string | undefined
}

export function callResult(trace: CallTrace, over: CallOver): CallResult {
  const { answer, cachedText, choice, call } = trace
  const isKnown = answer !== undefined || cachedText !== undefined
  return {
    ...over,
    outcome: outcomeOf(trace, over),
    code: codeAtEnd(trace, over.end),
    asked: isKnown ? (choice?.asked ?? call?.model) : undefined,
    model: modelUsed(trace),
  }
}

function outcomeOf({ answer }: CallTrace, { end, status }: CallOver): CallResult['outcome'] {
  const kind = answer?.result.kind
  if (end?.kind === 'abandoned' || kind === 'abandoned') return 'abandoned'
  if (end?.kind === 'failed' || status >= 500) return 'failed'
  return status >= 400 || kind === 'refused' ? 'refused' : 'succeeded'
}
