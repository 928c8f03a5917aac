import { shareTimer } from '@/lib/openai/share-timer'
import type { StartTimer } from '@/lib/openai/start-timer'
import type { Effects } from '@/lib/upstream/effects'
import type { Signal } from '@/lib/upstream/link-signal'

/** Who ended an attempt before it was done. */
export type Stopper =
  | 'caller'
  /** The endpoint gave no sign of life. */
  | 'silence'
  /** It took too long. */
  | 'timeout'
  | 'total'
  | 'router'

/** Ends one attempt's request, for whichever reason comes first, and remembers which. */
export type Guard = {
  readonly signal: AbortSignal
  stop(by: Stopper): void
  /** Rings after so many milliseconds, but not after the guard was released. */
  readonly startTimer: StartTimer
  /** Stops after so many milliseconds, unless the returned function is called first. */
  limit(milliseconds: number, by?: Stopper): () => void
  stoppedBy(): Stopper | undefined
  /** Lets go of the caller's signal and of all timers; to be called once nothing is in flight. */
  release(): void
}

/** Creates a guard that also stops when the caller hangs up. */
export function createGuard(callerSignal: Signal, clock: Pick<Effects, 'startTimer' | 'now'>): Guard {
  const controller = new AbortController()
  const { startTimer, release } = shareTimer(clock)
  let stopper: Stopper | undefined
  const stop = (by: Stopper) => {
    if (stopper !== undefined) return
    stopper = by
    controller.abort(new DOMException(`stopped by ${by}`, 'AbortError'))
  }
  const hangUp = () => stop('caller')
  if (callerSignal.aborted) hangUp()
  // AbortSignal.any is missing in the edge runtime.
  else callerSignal.addEventListener('abort', hangUp, { once: true })
  return {
    signal: controller.signal,
    stop,
    startTimer,
    limit: (milliseconds, by = 'timeout') => startTimer(milliseconds, () => stop(by)),
    stoppedBy: () => stopper,
    release: () => {
      callerSignal.removeEventListener('abort', hangUp)
      release()
    },
  }
}
