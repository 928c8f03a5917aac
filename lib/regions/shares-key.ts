import type { Endpoint } from '@/lib/regions/region-map'

/** Whether two endpoints are called with one key, and so on one account. */
export function sharesKey(one: Endpoint, other: Endpoint): boolean {
  return one.apiKeyEnv !== undefined && one.apiKeyEnv === other.apiKeyEnv
}
