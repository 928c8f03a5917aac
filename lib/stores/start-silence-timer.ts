import type { StartTimer } from '@/lib/openai/start-timer'

/** What an instance knows of whoever it waits for. */
export type Hearing = {
  /** When it last answered anything, in milliseconds since the epoch. */
  readonly lastAnswerAt: () => number
  /** How many questions of this instance it has not answered yet. */
  readonly unanswered: () => number
}

type Options = Hearing & { readonly startTimer: StartTimer; readonly now: () => number }

const sliceMs = 50
// In slices, however late each comes: what has come while this instance was too busy to listen is still to be read.
const longestMs = 3000
// Each question that this instance has put to it at once makes the queue longer.
const queueMs = 4
// A connection takes three round trips (name, TCP, TLS) more than a question on an open one; Node's fetch closes one unused for 4 s.
const connectMs = 250
const keptOpenMs = 4000

/**
 * Rings once after so many milliseconds of silence, unless it is cancelled before. A burst of calls makes a queue, and whoever answers one after another
 * is not away; nor is it silent for as long as this instance itself was too busy to listen. Who has not been heard for 4 s, or never, may first have to be
 * connected to, and has 250 ms more.
 */
export function startSilenceTimer(milliseconds: number, ring: () => void, options: Options): () => void {
  const { startTimer, now, lastAnswerAt, unanswered } = options
  const slice = Math.min(sliceMs, milliseconds)
  const patience = milliseconds + (now() - lastAnswerAt() < keptOpenMs ? 0 : connectMs)
  let waitedMs = 0
  let cancel = () => {}
  const wait = (silentMs: number) => {
    const begun = now()
    cancel = startTimer(slice, () => {
      const heardMs = now() - begun > 2 * sliceMs ? 0 : slice
      const silence = lastAnswerAt() >= begun ? 0 : silentMs + heardMs
      const allowed = patience + queueMs * Math.max(0, unanswered() - 1)
      waitedMs += slice
      if (silence >= allowed || waitedMs >= longestMs) ring()
      else wait(silence)
    })
  }
  wait(0)
  return () => cancel()
}
