import type { Environment } from '@/lib/gateway/environment'
import type { DocumentView } from '@/lib/gateway/live-document'
import type { RegionMap } from '@/lib/regions/region-map'

type Facts = {
  readonly environment: Environment
  readonly view: DocumentView<RegionMap> | undefined
  /** Whether what is learned of endpoints is shared between instances. */
  readonly hasBoard: boolean
  /** Whether limits are counted by this instance alone. */
  readonly isCountedLocally: boolean
}

/** Which parts this instance does without: shared limits, an up-to-date region map, shared health. */
export function degradedParts({ environment, view, hasBoard, isCountedLocally }: Facts): readonly string[] {
  const isMapOld = environment.configStore !== undefined && view !== undefined && view.source !== 'live'
  return [
    ...(isCountedLocally ? ['limiter'] : []),
    ...(isMapOld ? ['region-map'] : []),
    ...(hasBoard ? [] : ['health']),
  ]
}
