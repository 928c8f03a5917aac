import type { Environment } from '@/lib/gateway/environment'
import type { RegionMapView } from '@/lib/gateway/live-region-map'

type Facts = {
  readonly environment: Environment
  readonly view: RegionMapView | undefined
  /** Whether what is learned of endpoints is shared between instances. */
  readonly hasBoard: boolean
}

/** Which parts this instance does without: an up-to-date region map, shared health. */
export function degradedParts({ environment, view, hasBoard }: Facts): readonly string[] {
  const isMapOld = environment.configStore !== undefined && view !== undefined && view.source !== 'live'
  return [...(isMapOld ? ['region-map'] : []), ...(hasBoard ? [] : ['health'])]
}
