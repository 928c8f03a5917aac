import { fingerprint } from '@/lib/regions/fingerprint'
import type { Endpoint } from '@/lib/regions/region-map'

type Row = Pick<Endpoint, 'baseUrl' | 'auth' | 'apiKeyEnv' | 'provider'>

// Each endpoint is parsed once and then tried many times.
const known = new WeakMap<Row, string>()

/**
 * What an endpoint is, whatever the operator calls it: whom its calls reach, and by which key. What was learned of one is not
 * to be believed of another that has taken its id.
 */
export function endpointIdentity(endpoint: Row): string {
  const { baseUrl, auth, apiKeyEnv, provider } = endpoint
  const identity =
    known.get(endpoint) ?? fingerprint(JSON.stringify([baseUrl, auth, apiKeyEnv, provider.name]))
  known.set(endpoint, identity)
  return identity
}
