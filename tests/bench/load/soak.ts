import type { LoadResult } from './callers'
import type { MemoryWatch } from './watch-memory'

/** All that is known of one gateway under so many streams. */
export type Soak = {
  readonly streams: number
  readonly result: LoadResult
  readonly memory: MemoryWatch
  /** What garbage collection left before the first stream and some seconds after the last one. */
  readonly restingHeap: { readonly before: number; readonly after: number } | undefined
  /** How many streams the upstream still sends when all callers are gone. */
  readonly leftOpen: number
}
