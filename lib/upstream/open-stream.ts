import { readUpstreamError } from '@/lib/openai/read-upstream-error'
import type { Hidden } from '@/lib/openai/redact-text'
import type { Call } from '@/lib/operations/parse-call'
import { hidesUsage } from '@/lib/operations/upstream-body'
import type { AttemptResult } from '@/lib/upstream/attempt-result'
import type { Effects } from '@/lib/upstream/effects'
import { createEventReader, type ReadableEvent } from '@/lib/upstream/event-reader'
import type { Guard } from '@/lib/upstream/guard'
import { judgeRefusal } from '@/lib/upstream/judge-refusal'
import { readHeadroom } from '@/lib/upstream/read-headroom'
import { refuseAnswer } from '@/lib/upstream/refuse-answer'
import { relayStream, type StreamEnd } from '@/lib/upstream/relay-stream'
import { relayedHeaders } from '@/lib/upstream/relayed-headers'
import { statusOfEvent } from '@/lib/upstream/status-of-event'
import { advance, untouched } from '@/lib/upstream/stream-progress'

type Options = {
  readonly call: Call
  /** The endpoint may leave out why the answer ended. */
  readonly mayLackFinish: boolean
  /** What an error is not to repeat. */
  readonly hidden: Hidden
  readonly effects: Effects
  readonly guard: Guard
  /** The moment at which the stream must be over. */
  readonly endsAt: number
  readonly onEnd: (end: StreamEnd) => void
}

// Before the first content come a role and perhaps filter results; and who thinks may show that it lives the while, by comments
// or by chunks without anything in them.
const preludeLimit = 1024

/**
 * Reads a stream up to its first content event and holds what came before. Until then nothing has gone to the caller,
 * so an endpoint that opens a stream and then fails, stalls or ends it can still be replaced by the next.
 */
export async function openStream(response: Response, options: Options): Promise<AttemptResult> {
  const { guard, call } = options
  const isEventStream = /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '')
  if (!isEventStream || response.body === null) return refuseAnswer(guard, 'invalid')
  const { format } = call.operation
  const reader = createEventReader(response.body, format)
  const held: ReadableEvent[] = []
  let progress = untouched
  while (!progress.hasContent && !progress.isDone) {
    const events = await reader.next().catch(error => {
      if (guard.stoppedBy() !== undefined) throw error
      return undefined
    })
    if (events === undefined) return refuseAnswer(guard, 'truncated')
    if (events === 'too-large' || held.length > preludeLimit) return refuseAnswer(guard, 'invalid')
    for (const event of events) {
      const { facts } = event
      if (facts.kind === 'error' && !progress.hasContent) return refuseByEvent(facts.body, options)
      if (facts.kind === 'done' && facts.hasAnswer !== true && !progress.hasContent)
        return refuseAnswer(guard, 'invalid')
      progress = advance(progress, facts)
      held.push(event)
    }
  }
  const body = relayStream(reader, {
    ...options,
    held,
    choices: call.choices,
    hidesUsage: hidesUsage(call),
    format,
  })
  const { headers } = response
  return {
    kind: 'answered',
    headers: relayedHeaders(headers),
    body,
    headroom: readHeadroom(headers, options.effects.now()),
  }
}

// Some begin a stream before they have looked at the call, and then say in it what else would have been a status.
function refuseByEvent(body: unknown, { guard, hidden, effects }: Options): AttemptResult {
  const status = statusOfEvent(body)
  if (status === undefined) return refuseAnswer(guard, 'invalid')
  guard.stop('router')
  const error = readUpstreamError(body, hidden)
  return judgeRefusal({ status, retryAfter: null, error, now: effects.now() })
}
