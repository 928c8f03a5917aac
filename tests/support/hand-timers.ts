import type { StartTimer } from '@/lib/openai/start-timer'

type HandTimer = { readonly milliseconds: number; isCancelled: boolean; ring(): void }

/** Timers that ring when the test says so; a cancelled one rings no more. */
export function createHandTimers(): { startTimer: StartTimer; timers: readonly HandTimer[] } {
  const timers: HandTimer[] = []
  const startTimer: StartTimer = (milliseconds, ring) => {
    const timer = {
      milliseconds,
      isCancelled: false,
      ring: () => {
        if (!timer.isCancelled) ring()
      },
    }
    timers.push(timer)
    return () => {
      timer.isCancelled = true
    }
  }
  return { startTimer, timers }
}
