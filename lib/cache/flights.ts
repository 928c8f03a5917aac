import type { CacheEntry } from '@/lib/cache/cache-entry'
import type { ApiError } from '@/lib/openai/api-error'
import type { ErrorObject } from '@/lib/openai/error-body'

/** How a flight ended: with an answer for all, with none, or with one that is its caller's alone. */
export type FlightEnd =
  | { readonly kind: 'answered'; readonly entry: CacheEntry }
  | { readonly kind: 'failed'; readonly error: ApiError }
  /** An endpoint's verdict that the fault is the caller's. */
  | { readonly kind: 'refused'; readonly status: number; readonly error: ErrorObject }
  /** Its caller hung up, which says nothing to the others. */
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'alone' }

/** What came before a flight: those that ended without an answer for others, and those that others had waited too long for. */
type Before = { readonly failures: number; readonly late: number }

/**
 * A call under way on which others that are the same wait. They look at it again and again: on the edge no request may
 * wait for a promise of another, but values can be shared.
 */
export type Flight = {
  end: FlightEnd | undefined
  readonly begunAt: number
  readonly before: Before
  /** Its answer comes no sooner than its own caller reads it. */
  readonly isStream: boolean
}

/** The calls of this isolate on which others may wait, by their cache key. */
export type Flights = {
  /** The flight that is under way, if any; of several the one that was begun last. */
  find(key: string, now: number): Flight | undefined
  begin(key: string, begun: Begun): Flight
  end(key: string, ended: { readonly flight: Flight; readonly how: FlightEnd }): void
}

type Begun = { readonly now: number; readonly before?: Before; readonly isStream?: boolean }

const noneBefore: Before = { failures: 0, late: 0 }

/** One that lasts longer than `longestMs` is none any more: its request was cut off, and nobody will end it. */
export function createFlights(longestMs: number): Flights {
  const underWay = new Map<string, Flight>()
  const forgetLost = (now: number) => {
    // The oldest come first.
    for (const [key, { begunAt }] of underWay) {
      if (now - begunAt <= longestMs) return
      underWay.delete(key)
    }
  }
  return {
    find(key, now) {
      forgetLost(now)
      return underWay.get(key)
    },
    begin(key, { now, before = noneBefore, isStream = false }) {
      const flight: Flight = { end: undefined, begunAt: now, before, isStream }
      // Anew, so that it comes last.
      underWay.delete(key)
      underWay.set(key, flight)
      return flight
    },
    end(key, { flight, how }) {
      flight.end ??= how
      const latest = underWay.get(key)
      // An answer is for all that wait, also for those that wait for a flight which was begun since.
      if (how.kind === 'answered' && latest !== undefined) latest.end ??= how
      if (latest === flight || how.kind === 'answered') underWay.delete(key)
    },
  }
}
