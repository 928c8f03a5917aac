import type { Order } from './order'

/** How a caller behaves. */
export type Manner = {
  readonly name: 'reads' | 'leaves' | 'lags'
  readonly order: Order
  /** After how many events it hangs up. */
  readonly leavesAfter?: number
  /** How long it reads nothing after each piece. */
  readonly restMs?: number
}

// Of a hundred streams so many are not read to their end, or more slowly than they come.
const leaving = 10
const lagging = 10
const lengths = [10, 20, 40, 80, 160] as const
// Faster than it is read, and more than lies between the two ends, so that the gateway has to hold its upstream back.
const heavy: Order = { events: 75, pauseMs: 20, characters: 32_000 }

/** How the caller of a stream behaves, by two numbers between 0 and 1. */
export function mannerAt(
  [which, much]: readonly [number, number],
  { pauseMs }: { readonly pauseMs: number },
): Manner {
  const percent = 100 * which
  if (percent < lagging) return { name: 'lags', order: heavy, restMs: 500 }
  const events = lengths[Math.floor(much * lengths.length)] ?? lengths[0]
  const order = { events, pauseMs, characters: 20 + Math.floor(much * 200) }
  if (percent < lagging + leaving)
    return { name: 'leaves', order, leavesAfter: 1 + Math.floor(much * (events - 1)) }
  return { name: 'reads', order }
}
