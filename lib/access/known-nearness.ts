import { createBoundedMap } from '@/lib/access/bounded-map'
import { knownSeconds } from '@/lib/access/local-allowance'

type Told = {
  /** The share of that limit or budget of which most is used: 1 where it is used up. */
  readonly fullest: number
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** How near callers are to their limits, by the newest that this instance was told. */
export type KnownNearness = {
  learn(caller: string, told: Told): void
  /** Whether nobody misses what a call of this caller holds for a moment after it is over. */
  isFar(caller: string, now: number): boolean
}

// Other instances let the same caller in, and what they have filled since is not known here. Below a quarter they would have
// to let in three times as much as all have until then.
const smallShare = 0.25

// Answers overtake each other: for so long a lower share may be older than the higher one that came before it.
const overtakingMs = 1000

const mostCallers = 10_000

export function createKnownNearness(): KnownNearness {
  const callers = createBoundedMap<Told>(mostCallers)
  return {
    learn(caller, told) {
      const known = callers.get(caller)
      const mayBeOlder =
        known !== undefined && told.fullest < known.fullest && told.now - known.now < overtakingMs
      if (!mayBeOlder) callers.set(caller, told)
    },
    isFar(caller, now) {
      const known = callers.get(caller)
      return known !== undefined && now - known.now <= knownSeconds * 1000 && known.fullest <= smallShare
    },
  }
}
