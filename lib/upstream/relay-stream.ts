import type { ErrorCode } from '@/lib/openai/api-error'
import { concatenate } from '@/lib/openai/read-limited'
import type { Hidden } from '@/lib/openai/redact-text'
import type { WireFormat } from '@/lib/operations/wire-format'
import { withoutNullUsage } from '@/lib/operations/without-null-usage'
import { awaitBodyEnd } from '@/lib/upstream/await-body-end'
import type { Effects } from '@/lib/upstream/effects'
import { errorEvent } from '@/lib/upstream/error-event'
import type { EventReader, ReadableEvent } from '@/lib/upstream/event-reader'
import { createEventWaiter, type EventWaiter } from '@/lib/upstream/event-waiter'
import { callsTool, finishEvent } from '@/lib/upstream/finish-event'
import type { Guard } from '@/lib/upstream/guard'
import { hasData } from '@/lib/upstream/has-data'
import { advance, isComplete, type StreamProgress, untouched } from '@/lib/upstream/stream-progress'

/** How a stream ended: whole, by a failure that the caller was told of, or because the caller hung up. */
export type StreamEnd = StreamOutcome & { readonly progress: StreamProgress }

type StreamOutcome =
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed'; readonly code: ErrorCode }
  | { readonly kind: 'abandoned' }

type Options = {
  /** The events that were read before the stream was given to the caller. */
  readonly held: readonly ReadableEvent[]
  /** How many answers were asked for. */
  readonly choices: number
  /** The event with the usage was our wish and not the caller's. */
  readonly hidesUsage: boolean
  readonly format: Pick<WireFormat, 'errors' | 'closing'>
  /** The endpoint may leave out why the answer ended. */
  readonly mayLackFinish: boolean
  /** What an error of the endpoint's is not to repeat. */
  readonly hidden: Hidden
  /** The moment at which the stream must be over. */
  readonly endsAt: number
  readonly effects: Effects
  readonly guard: Guard
  readonly onEnd: (end: StreamEnd) => void
}

const encoder = new TextEncoder()

/**
 * Passes a stream on event by event, as the caller reads it, unchanged but for the usage that it did not ask for. It ends
 * with `[DONE]` only where the answer is complete; otherwise with one error event, without `choices` and without `[DONE]`,
 * which OpenAI's clients raise.
 */
export function relayStream(reader: EventReader, options: Options): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { endsAt, effects, guard, onEnd } = options
  const cancelTotal = guard.limit(endsAt - effects.now(), 'total')
  const seen = { progress: untouched, goesOn: false }
  const parts = relayedParts(createEventWaiter(reader, { effects, guard }), { ...options, seen })
  let hasEnded = false
  let sentBytes = 0
  const end = (how: StreamOutcome) => {
    if (hasEnded) return
    hasEnded = true
    cancelTotal()
    guard.release()
    if (how.kind === 'complete' && !seen.goesOn) void awaitBodyEnd(reader, options)
    else guard.stop('router')
    onEnd({ ...how, progress: { ...seen.progress, sentBytes } })
  }
  // It ends also when nobody is reading it.
  const endUnread = () => {
    if (guard.stoppedBy() === 'caller') end({ kind: 'abandoned' })
    if (guard.stoppedBy() === 'total') end({ kind: 'failed', code: 'deadline_exceeded' })
  }
  if (guard.signal.aborted) endUnread()
  else guard.signal.addEventListener('abort', endUnread, { once: true })
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await parts.next()
      // After the caller has hung up there is nobody to pass it to.
      if (guard.stoppedBy() === 'caller') return
      if (!done) {
        sentBytes += value.length
        return controller.enqueue(value)
      }
      end(value)
      controller.close()
    },
    cancel: () => guard.stop('caller'),
  })
}

type Source = Pick<Options, 'held' | 'choices' | 'hidesUsage' | 'format' | 'mayLackFinish' | 'hidden'> & {
  /** How far the stream has come, for whoever ends it. */
  readonly seen: {
    progress: StreamProgress
    /** Whether something follows its end. */
    goesOn: boolean
  }
}

async function* relayedParts(
  wait: EventWaiter,
  { held, choices, hidesUsage, format, mayLackFinish, hidden, seen }: Source,
): AsyncGenerator<Uint8Array<ArrayBuffer>, StreamOutcome> {
  let events = held
  let lastContent: Uint8Array<ArrayBuffer> | undefined
  for (;;) {
    const bytes: Uint8Array<ArrayBuffer>[] = []
    for (const [at, event] of events.entries()) {
      if (event.facts.kind === 'error') {
        const told = { shape: format.errors, body: event.facts.body, hidden }
        yield join([...bytes, errorEvent('upstream_error', told)])
        return { kind: 'failed', code: 'upstream_error' }
      }
      seen.progress = advance(seen.progress, event.facts)
      const isContent = mayLackFinish && event.facts.kind === 'chunk' && event.facts.hasContent
      if (isContent && !(lastContent && callsTool(lastContent))) lastContent = event.bytes
      if (mayLackFinish && seen.progress.isDone && seen.progress.finished.size === 0 && lastContent)
        bytes.push(finishEvent(lastContent))
      if (hidesUsage && event.facts.kind === 'chunk' && event.facts.isUsageOnly) continue
      bytes.push(hidesUsage ? withoutNullUsage(event.bytes) : event.bytes)
      if (seen.progress.isDone) {
        // Whatever follows the end is not part of the answer, but for the last byte of its own last line.
        bytes.push(missingLineFeed(event.bytes))
        seen.goesOn = hasData(events.slice(at + 1))
        break
      }
    }
    if (bytes.length > 0) yield join(bytes)
    if (seen.progress.isDone) return { kind: 'complete' }
    const next = await wait()
    if (next.kind === 'abandoned') return next
    if (next.kind === 'broken') {
      const isWhole = format.closing !== undefined && isComplete(seen.progress, choices)
      yield isWhole ? encoder.encode(format.closing) : errorEvent(next.code, { shape: format.errors })
      return isWhole ? { kind: 'complete' } : { kind: 'failed', code: next.code }
    }
    events = next.events
  }
}

const carriageReturn = 13
const lineFeed = 10

// In a stream whose lines end in CR LF, the LF of the last one may be still on its way.
function missingLineFeed(event: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const isMissing = event.at(-1) === carriageReturn && event.includes(lineFeed)
  return new Uint8Array(isMissing ? [lineFeed] : [])
}

function join(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  return concatenate(
    parts,
    parts.reduce((sum, part) => sum + part.length, 0),
  )
}
