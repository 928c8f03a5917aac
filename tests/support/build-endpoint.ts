import { plainProvider } from '@/lib/regions/providers'
import type { Endpoint } from '@/lib/regions/region-map'

/** An endpoint that may serve any model; a test names only what it is about. */
export function buildEndpoint(overrides: Partial<Endpoint> = {}): Endpoint {
  const id = overrides.id ?? 'sin'
  return {
    id,
    baseUrl: `https://${id}.example.com/v1`,
    apiKeyEnv: `UPSTREAM_KEY_${id.toUpperCase()}`,
    auth: 'bearer',
    provider: plainProvider,
    region: `${id}1`,
    zone: 'APAC',
    location: undefined,
    models: { names: new Map(), any: true },
    state: 'active',
    weight: undefined,
    maxConcurrency: undefined,
    forward: [],
    probe: { method: 'HEAD', path: '/models', timeoutMs: 2000 },
    ...overrides,
  }
}
