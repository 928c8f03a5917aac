import type { Effects } from '@/lib/upstream/effects'
import type { EventReader } from '@/lib/upstream/event-reader'
import type { Guard } from '@/lib/upstream/guard'
import { timeouts } from '@/lib/upstream/timeouts'

type Options = { readonly effects: Pick<Effects, 'startTimer'>; readonly guard: Pick<Guard, 'stop'> }

/**
 * Waits for the end of a body whose answer is complete. That comes a moment after it; whoever stops short of it has the
 * connection closed, and the next call has to open another, three times as far away as an answer.
 */
export async function awaitBodyEnd(reader: EventReader, { effects, guard }: Options): Promise<void> {
  const stop = () => guard.stop('router')
  const cancelTimer = effects.startTimer(timeouts.bodyEnd, stop)
  let read: Awaited<ReturnType<EventReader['next']>>
  do read = await reader.next().catch(() => undefined)
  while (read !== undefined && read !== 'too-large')
  cancelTimer()
  if (read === 'too-large') stop()
}
