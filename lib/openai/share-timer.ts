import type { StartTimer } from '@/lib/openai/start-timer'

type Clock = { readonly startTimer: StartTimer; readonly now: () => number }

type Waiting = { readonly at: number; readonly ring: () => void }

/**
 * Timers that share one of the runtime's: nearly all of a call's are cancelled before they ring, and to start and to cancel
 * the runtime's own each time stood among the first in a profile of workerd. One that is cancelled is only forgotten; `release` gives the
 * runtime's back, and nothing rings any more.
 */
export function shareTimer({ startTimer, now }: Clock): {
  readonly startTimer: StartTimer
  readonly release: () => void
} {
  const waiting = new Set<Waiting>()
  let armedAt = Number.POSITIVE_INFINITY
  let disarm = () => {}
  let isReleased = false
  const arm = () => {
    const next = Math.min(...[...waiting].map(({ at }) => at))
    // It rings early enough, and looks again then.
    if (next >= armedAt) return
    disarm()
    armedAt = next
    disarm = startTimer(Math.max(0, next - now()), wake)
  }
  const wake = () => {
    armedAt = Number.POSITIVE_INFINITY
    const due = [...waiting].filter(({ at }) => at <= now()).sort((one, other) => one.at - other.at)
    for (const each of due) if (waiting.delete(each)) each.ring()
    arm()
  }
  return {
    startTimer: (milliseconds, ring) => {
      if (isReleased) return () => {}
      const each = { at: now() + milliseconds, ring }
      waiting.add(each)
      arm()
      return () => void waiting.delete(each)
    },
    release: () => {
      isReleased = true
      waiting.clear()
      disarm()
    },
  }
}
