import type { HealthMemory } from '@/lib/gateway/health-memory'
import { endpointIdentity } from '@/lib/regions/endpoint-identity'
import type { Endpoint } from '@/lib/regions/region-map'

/** Whether the operator has put another in an endpoint's place since a try of it began. */
export function isReplaced(endpoint: Endpoint, { identities }: Pick<HealthMemory, 'identities'>): boolean {
  const identity = identities.get(endpoint.id)
  return identity !== undefined && identity !== endpointIdentity(endpoint)
}
