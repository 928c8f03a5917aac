import { ApiError } from '@/lib/openai/api-error'
import type { ParsedRegionMap } from '@/lib/regions/parse-region-map'
import type { Problem } from '@/lib/regions/problem'
import type { RegionMap } from '@/lib/regions/region-map'

/** The map in force: the store's own, the last good one of a store that is away or wrong, or the bundled one. */
export type RegionMapView = {
  readonly map: RegionMap
  readonly source: 'live' | 'last-good' | 'bundled'
  /** What is wrong with the store's document, if anything. */
  readonly problems: readonly Problem[]
}

export type LiveRegionMap = {
  /** The map in force. Reads the store only where nothing recent is known; throws `configuration_error`. */
  current(): Promise<RegionMapView>
  /** Reads the store where the map begins to age. To be called after a response, so that no call waits for it. */
  refresh(): Promise<void>
}

type Options = {
  /** Reads the store's document, undefined where the store has none; absent where there is no store. */
  readonly read: (() => Promise<unknown>) | undefined
  readonly parse: (document: unknown) => ParsedRegionMap
  readonly bundled: RegionMap | undefined
  readonly now: () => number
  /** Told of problems once, when they first appear. */
  readonly onProblems: (problems: readonly Problem[]) => void
}

// Under traffic the map is re-read before it is ten seconds old, which is as fast as the store itself propagates.
const refreshAfterMs = 5000
const oldestMs = 10_000
// A store that is away is asked again sooner, since what stands in for it may be wrong.
const retryAfterMs = 1000

const unreachable: Problem = { path: '', message: 'the configuration store did not answer' }
const missing: Problem = { path: '', message: 'the configuration store has no item "regions"' }

/** Creates the region map of one isolate. It keeps values, never promises: those must not be shared between requests. */
export function createLiveRegionMap({ read, parse, bundled, now, onProblems }: Options): LiveRegionMap {
  let good: RegionMap | undefined
  let problems: readonly Problem[] = []
  let isLive = false
  let startedAt = Number.NEGATIVE_INFINITY
  let finishedAt = Number.NEGATIVE_INFINITY
  let foundBy = Number.NEGATIVE_INFINITY

  async function load(readDocument: () => Promise<unknown>): Promise<void> {
    const begun = now()
    startedAt = begun
    const document = await readDocument().catch(() => unreachable)
    // Reads can overtake each other; what a later one has found stands.
    if (begun < foundBy) return
    foundBy = begun
    const parsed = document === unreachable || document === undefined ? undefined : parse(document)
    const found = parsed?.problems ?? [document === undefined ? missing : unreachable]
    if (JSON.stringify(found) !== JSON.stringify(problems)) onProblems(found)
    problems = found
    isLive = parsed?.map !== undefined
    if (parsed?.map !== undefined) good = parsed.map
    finishedAt = now()
  }

  function view(): RegionMapView {
    if (good !== undefined) return { map: good, source: isLive ? 'live' : 'last-good', problems }
    if (bundled !== undefined) return { map: bundled, source: 'bundled', problems }
    throw new ApiError(
      'configuration_error',
      'No region map is configured: connect an Edge Config store with the item "regions".',
    )
  }

  return {
    async current() {
      if (read !== undefined && now() - finishedAt > oldestMs) await load(read)
      return view()
    },
    async refresh() {
      const pauseMs = isLive ? refreshAfterMs : retryAfterMs
      if (read !== undefined && now() - startedAt > pauseMs) await load(read)
    },
  }
}
