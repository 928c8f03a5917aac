import type { CacheEntry } from '@/lib/cache/cache-entry'
import type { ApiError } from '@/lib/openai/api-error'

/** How a flight ended: with an answer for all, with none, or with one that is its caller's alone. */
export type FlightEnd =
  | { readonly kind: 'answered'; readonly entry: CacheEntry }
  | { readonly kind: 'failed'; readonly error: ApiError }
  /** Its caller hung up, which says nothing to the others. */
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'alone' }

/**
 * A call under way on which others that are the same wait. They look at it again and again: on the edge no request may
 * wait for a promise of another, but values can be shared.
 */
export type Flight = { end: FlightEnd | undefined; readonly failuresBefore: number }

/** The calls of this isolate on which others may wait, by their cache key. */
export type Flights = {
  /** The flight that is under way, if any. */
  find(key: string): Flight | undefined
  begin(key: string, failuresBefore?: number): Flight
  end(key: string, ended: { readonly flight: Flight; readonly how: FlightEnd }): void
}

export function createFlights(): Flights {
  const underWay = new Map<string, Flight>()
  return {
    find: key => underWay.get(key),
    begin(key, failuresBefore = 0) {
      const flight: Flight = { end: undefined, failuresBefore }
      underWay.set(key, flight)
      return flight
    },
    end(key, { flight, how }) {
      flight.end ??= how
      if (underWay.get(key) === flight) underWay.delete(key)
    },
  }
}
