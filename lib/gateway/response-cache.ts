import { type BoundedMap, createBoundedMap } from '@/lib/access/bounded-map'
import { createTextMemory, type TextMemory } from '@/lib/cache/create-text-memory'
import { createFlights, type Flights } from '@/lib/cache/flights'
import type { TextStore } from '@/lib/cache/text-store'
import { timeouts } from '@/lib/upstream/timeouts'

/** Where answers are kept that may be given again: in tiers, each of which is a miss where it fails. */
export type ResponseCache = {
  readonly memory: TextMemory
  /** Redis; absent where none is configured. It is read along with the admission. */
  readonly shared: TextStore | undefined
  /** Object storage, for what is large or long-lived; absent where none is configured. */
  readonly objects: TextStore | undefined
  readonly flights: Flights
  /** How often each caller's answers have been thrown away, as far as this isolate knows. */
  readonly epochs: BoundedMap<number>
  /** With what stored answers are sealed. */
  readonly secret: string
}

/** Texts that all instances share; in memory alone where there is no Redis, or it is away. */
export type SharedTexts<Store extends TextStore = TextStore> = {
  readonly memory: TextMemory
  readonly shared: Store | undefined
}

// Of the 128 MB of an isolate; an answer's text takes two bytes a character at most.
const cacheBytes = 24 * 1024 * 1024
const sharedBytes = 8 * 1024 * 1024
const mostEpochs = 10_000

type Tiers = Pick<ResponseCache, 'shared' | 'objects' | 'secret'>

export function createResponseCache(tiers: Tiers): ResponseCache {
  return {
    ...tiers,
    memory: createTextMemory(cacheBytes),
    flights: createFlights(timeouts.total),
    epochs: createBoundedMap(mostEpochs),
  }
}

export function createSharedTexts<Store extends TextStore>(shared: Store | undefined): SharedTexts<Store> {
  return { memory: createTextMemory(sharedBytes), shared }
}
