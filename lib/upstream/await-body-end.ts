import type { Effects } from '@/lib/upstream/effects'
import type { EventReader } from '@/lib/upstream/event-reader'
import type { Guard } from '@/lib/upstream/guard'
import { hasData } from '@/lib/upstream/has-data'
import { timeouts } from '@/lib/upstream/timeouts'

type Options = { readonly effects: Pick<Effects, 'startTimer'>; readonly guard: Pick<Guard, 'stop'> }

/**
 * Waits for the end of a body whose answer is complete, and stops it where it goes on instead. The end comes a moment after the
 * answer; whoever stops short of it has the connection closed, and the next call has to open another, which takes three round
 * trips.
 */
export async function awaitBodyEnd(reader: EventReader, { effects, guard }: Options): Promise<void> {
  const stop = () => guard.stop('router')
  const cancelTimer = effects.startTimer(timeouts.bodyEnd, stop)
  const read = () => reader.next().catch(() => undefined)
  // Some end by an empty line too many.
  let more = await read()
  while (more !== undefined && more !== 'too-large' && !hasData(more)) more = await read()
  cancelTimer()
  if (more !== undefined) stop()
}
