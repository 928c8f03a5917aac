import { type BoundedMap, createBoundedMap } from '@/lib/access/bounded-map'
import type { CanaryMark } from '@/lib/health/canary-mark'
import type { CanaryTally } from '@/lib/health/canary-tally'
import type { Circuit } from '@/lib/health/circuit'

/** What this isolate knows of canaries, by their versions. */
export type CanaryMemory = {
  /** Those that are off. */
  readonly off: BoundedMap<CanaryMark>
  /** The circuits of endpoints' models as a canary uses them, by version and health key. */
  readonly circuits: BoundedMap<Circuit>
  /** What became of tries, by version and side. */
  readonly tallies: BoundedMap<CanaryTally>
  /** When others were last told that one is off. */
  toldAt: number
}

// One is in force at a time; as many as the store tells of fit in, so that none that holds is forgotten for others.
const mostVersions = 600
const mostCircuits = 1024

export function createCanaryMemory(): CanaryMemory {
  return {
    off: createBoundedMap(mostVersions),
    circuits: createBoundedMap(mostCircuits),
    tallies: createBoundedMap(2 * mostVersions),
    toldAt: Number.NEGATIVE_INFINITY,
  }
}
