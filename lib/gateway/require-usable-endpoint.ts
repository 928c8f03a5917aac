import type { Dependencies } from '@/lib/gateway/dependencies'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import type { DocumentView } from '@/lib/gateway/live-document'
import { ApiError } from '@/lib/openai/api-error'
import type { RegionMap } from '@/lib/regions/region-map'

/**
 * Throws `no_eligible_endpoint` where the operator's map has no endpoint that could be sent any call: each lacks its key, drains
 * or is disabled. What is measured plays no part: whoever is down may be back, and calls are still tried. Nor does the bundled
 * map, which stands in until there is one.
 */
export function requireUsableEndpoint(
  { value, source }: Pick<DocumentView<RegionMap>, 'value' | 'source'>,
  { keyOf }: Pick<Dependencies, 'keyOf'>,
): void {
  if (source === 'bundled') return
  const endpoints = [...value.endpoints.values()]
  const usable = endpointsWithKey(value, keyOf)
  if (endpoints.some(({ id, state }) => state === 'active' && usable.has(id))) return
  const reasons = new Set(endpoints.map(({ state }) => (state === 'active' ? 'no-upstream-key' : state)))
  throw new ApiError(
    'no_eligible_endpoint',
    `No endpoint of the region map can serve any call: ${[...reasons].join(', ')}.`,
    { definitive: true },
  )
}
