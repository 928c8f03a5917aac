import type { Dependencies } from '@/lib/gateway/dependencies'
import type { DocumentView } from '@/lib/gateway/live-document'
import { ApiError } from '@/lib/openai/api-error'
import type { RegionMap } from '@/lib/regions/region-map'

/** The region map, for whoever can do without: undefined where none is configured, which callers are told with 503. */
export async function configuredMap({
  regionMap,
}: Pick<Dependencies, 'regionMap'>): Promise<DocumentView<RegionMap> | undefined> {
  try {
    return await regionMap.current()
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}
