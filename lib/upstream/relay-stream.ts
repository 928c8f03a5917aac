import { concatenate } from '@/lib/openai/read-limited'
import type { Effects } from '@/lib/upstream/effects'
import { errorEvent, type StreamErrorCode } from '@/lib/upstream/error-event'
import type { EventReader, ReadableEvent } from '@/lib/upstream/event-reader'
import { createEventWaiter, type EventWaiter } from '@/lib/upstream/event-waiter'
import type { Guard } from '@/lib/upstream/guard'
import { advance, isComplete, untouched } from '@/lib/upstream/stream-progress'
import { timeouts } from '@/lib/upstream/timeouts'

/** How a stream ended: whole, by a failure that the caller was told of, or because the caller hung up. */
export type StreamEnd =
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed'; readonly code: StreamErrorCode }
  | { readonly kind: 'abandoned' }

type Options = {
  /** The events that were read before the stream was given to the caller. */
  readonly held: readonly ReadableEvent[]
  /** How many answers were asked for. */
  readonly choices: number
  readonly effects: Effects
  readonly guard: Guard
  readonly onEnd: (end: StreamEnd) => void
}

const doneEvent = new TextEncoder().encode('data: [DONE]\n\n')

/**
 * Passes a stream on event by event, unchanged, as the caller reads it. It ends with `[DONE]` only where the answer
 * is complete; otherwise with one error event, without `choices` and without `[DONE]`, which OpenAI's clients raise.
 */
export function relayStream(reader: EventReader, options: Options): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { held, choices, effects, guard, onEnd } = options
  const cancelTotal = guard.limit(timeouts.stream, 'total')
  const parts = relayedParts(createEventWaiter(reader, { effects, guard }), { held, choices })
  const end = (how: StreamEnd) => {
    cancelTotal()
    guard.stop('router')
    guard.release()
    onEnd(how)
  }
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await parts.next()
      if (!done) return controller.enqueue(value)
      controller.close()
      end(value)
    },
    cancel() {
      guard.stop('caller')
      end({ kind: 'abandoned' })
    },
  })
}

type Source = Pick<Options, 'held' | 'choices'>

async function* relayedParts(
  wait: EventWaiter,
  { held, choices }: Source,
): AsyncGenerator<Uint8Array<ArrayBuffer>, StreamEnd> {
  let progress = untouched
  let events = held
  for (;;) {
    const bytes: Uint8Array<ArrayBuffer>[] = []
    for (const event of events) {
      if (event.facts.kind === 'error') {
        yield join([...bytes, errorEvent('upstream_error', event.facts.body)])
        return { kind: 'failed', code: 'upstream_error' }
      }
      bytes.push(event.bytes)
      progress = advance(progress, event.facts)
      // Whatever follows the end is not part of the answer.
      if (progress.isDone) break
    }
    yield join(bytes)
    if (progress.isDone) return { kind: 'complete' }
    const next = await wait()
    if (next.kind === 'abandoned') return next
    if (next.kind === 'broken') {
      const isWhole = isComplete(progress, choices)
      yield isWhole ? doneEvent : errorEvent(next.code)
      return isWhole ? { kind: 'complete' } : { kind: 'failed', code: next.code }
    }
    events = next.events
  }
}

function join(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  return concatenate(
    parts,
    parts.reduce((sum, part) => sum + part.length, 0),
  )
}
