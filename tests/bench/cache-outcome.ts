/** What came of one call before the cache. */
export type CacheOutcome = {
  /** Until its answer was there to its end. */
  readonly milliseconds: number
  readonly isHit: boolean
  /** Why it failed: what came instead of a 200. */
  readonly failure: string | undefined
}

/** What came of a set-up's counted calls. */
export type CacheResult = {
  readonly setUp: string
  readonly outcomes: readonly CacheOutcome[]
  /** Calls that reached an endpoint. */
  readonly upstreamCalls: number
  /** Objects that were read and written; undefined without object storage. */
  readonly objects: { readonly read: number; readonly written: number } | undefined
  /** undefined without a cache. */
  readonly memoryHit: MemoryHit | undefined
}

/** Medians over one connection. */
export type MemoryHit = { readonly hitMs: number; readonly floorMs: number }
