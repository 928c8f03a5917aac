import type { StartTimer } from '@/lib/openai/start-timer'

/** What tells the time, in milliseconds, and rings after some of it. */
export type Clock = { readonly startTimer: StartTimer; readonly now: () => number }

type Waiting = { readonly at: number; readonly ring: () => void }

/**
 * Timers that share one of the runtime's: nearly all of a call's are cancelled before they ring, and to start and to cancel
 * the runtime's own each time stood among the first in a profile of workerd. One that is cancelled is only forgotten; `release`
 * gives the runtime's back, and nothing rings any more. The clock may be set while they wait: what the runtime's timer was
 * started for rings when that does, whatever the clock says, and nothing else does with it.
 */
export function shareTimer({ startTimer, now }: Clock): {
  readonly startTimer: StartTimer
  readonly release: () => void
} {
  const waiting = new Set<Waiting>()
  const alone = new Set<() => void>()
  const time = reckonTime(now)
  let armedAt = Number.POSITIVE_INFINITY
  let disarm = () => {}
  let isReleased = false
  const arm = (from: number) => {
    const next = Math.min(...[...waiting].map(({ at }) => at))
    // It rings early enough, and looks again then.
    if (next >= armedAt) return
    disarm()
    armedAt = next
    disarm = startTimer(Math.max(0, next - from), wake)
  }
  const wake = () => {
    const rung = armedAt
    time.set(rung)
    armedAt = Number.POSITIVE_INFINITY
    const due = [...waiting].filter(({ at }) => at <= rung).sort((one, other) => one.at - other.at)
    for (const each of due) if (waiting.delete(each)) each.ring()
    arm(rung)
  }
  const startAlone: StartTimer = (milliseconds, ring) => {
    const cancel = startTimer(milliseconds, ring)
    alone.add(cancel)
    return cancel
  }
  return {
    startTimer: (milliseconds, ring) => {
      if (isReleased) return () => {}
      const from = time.read(armedAt)
      if (from === undefined) return startAlone(milliseconds, ring)
      const each = { at: from + milliseconds, ring }
      waiting.add(each)
      arm(from)
      return () => void waiting.delete(each)
    },
    release: () => {
      isReleased = true
      waiting.clear()
      disarm()
      for (const cancel of alone) cancel()
    },
  }
}

/** The moment by a clock that may be set, put right whenever it is known. */
function reckonTime(now: () => number) {
  let moment = now()
  // How far the clock is off.
  let offset = 0
  let isLost = false
  const set = (to: number) => {
    moment = to
    offset = to - now()
    isLost = false
  }
  return {
    set,
    /** Undefined where the clock was set while something waited for `latest`: nobody knows how much time has passed. */
    read(latest: number): number | undefined {
      const told = now() + offset
      const isPlausible = told >= moment && told <= latest
      if (isPlausible && !isLost) moment = told
      else if (Number.isFinite(latest)) isLost = true
      else set(moment)
      return isLost ? undefined : moment
    },
  }
}
