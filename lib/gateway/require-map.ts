import type { Environment } from '@/lib/gateway/environment'
import { ApiError } from '@/lib/openai/api-error'

/**
 * Throws `configuration_error` where there can be no region map. Before the caller is identified: a deployment that lacks
 * everything knows no credential either, and a 401 would send its operator looking in the wrong place.
 */
export function requireMap({ mayUseBundledMap }: Pick<Environment, 'mayUseBundledMap'>): void {
  if (mayUseBundledMap) return
  throw new ApiError(
    'configuration_error',
    'Not configured: connect an Edge Config store with the item "regions".',
    { definitive: true },
  )
}
