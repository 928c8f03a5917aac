import type { Environment } from '@/lib/gateway/environment'
import type { DocumentView } from '@/lib/gateway/live-document'
import type { RegionMap } from '@/lib/regions/region-map'

/** What the checklist of a deployment is made from. */
export type SetupFacts = {
  readonly environment: Environment
  /** The region map; undefined where none is configured. */
  readonly map: DocumentView<RegionMap> | undefined
  /** The endpoints whose upstream key is there. */
  readonly usable: ReadonlySet<string>
  /** The operator's other documents, by the item's name. */
  readonly others: ReadonlyMap<string, Pick<DocumentView<unknown>, 'problems'>>
}
