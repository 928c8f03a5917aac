import type { StartTimer } from '@/lib/openai/start-timer'

/** What talking to an endpoint needs from outside: the network and the clock (milliseconds since the epoch). */
export type Effects = {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly now: () => number
  readonly startTimer: StartTimer
}
