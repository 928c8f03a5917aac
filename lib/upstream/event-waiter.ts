import type { Effects } from '@/lib/upstream/effects'
import type { StreamErrorCode } from '@/lib/upstream/error-event'
import type { EventReader, ReadableEvent } from '@/lib/upstream/event-reader'
import type { Guard } from '@/lib/upstream/guard'
import { hasData } from '@/lib/upstream/has-data'
import { timeouts } from '@/lib/upstream/timeouts'
import { unlessAborted } from '@/lib/upstream/unless-aborted'

/** The next events of a stream, or what came instead of them. */
export type Awaited =
  | { readonly kind: 'events'; readonly events: readonly ReadableEvent[] }
  | { readonly kind: 'broken'; readonly code: StreamErrorCode }
  | { readonly kind: 'abandoned' }

export type EventWaiter = () => Promise<Awaited>

type Options = { readonly effects: Effects; readonly guard: Guard }

/**
 * Creates a function that waits for a stream's next events, but not longer than a stream may be silent. Only completed
 * events count (bytes may drip for ever), comments keep it alive for a while, and the clock runs only while the
 * endpoint is waited for: a caller that reads slowly is not the endpoint's fault.
 */
export function createEventWaiter(reader: EventReader, { effects, guard }: Options): EventWaiter {
  let withoutDataMs = 0
  return async () => {
    const begun = effects.now()
    const cancelIdle = guard.limit(Math.min(timeouts.idle, timeouts.commentsOnly - withoutDataMs))
    const events = await unlessAborted(guard.signal, reader.next()).catch(() => undefined)
    cancelIdle()
    const stopper = guard.stoppedBy()
    if (stopper === 'caller') return { kind: 'abandoned' }
    if (stopper === 'timeout') return { kind: 'broken', code: 'upstream_stalled' }
    if (stopper === 'total') return { kind: 'broken', code: 'deadline_exceeded' }
    if (events === 'too-large') return { kind: 'broken', code: 'upstream_event_too_large' }
    if (events === undefined) return { kind: 'broken', code: 'upstream_stream_truncated' }
    withoutDataMs = hasData(events) ? 0 : withoutDataMs + effects.now() - begun
    return { kind: 'events', events }
  }
}
