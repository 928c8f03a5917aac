import { endpointRow, toEndpoint } from '@/lib/regions/endpoint-row'
import type { Endpoint } from '@/lib/regions/region-map'

const row = endpointRow({ allowPrivate: false })

/** A row of the region map as an operator writes it, with what a test does not say filled in. */
export function rowOf(id: string, overrides: Readonly<Record<string, unknown>> = {}) {
  return {
    baseUrl: `https://${id}.example.com/v1`,
    apiKeyEnv: `KEY_${id.toUpperCase()}`,
    region: `${id}1`,
    zone: 'APAC',
    models: ['*', 'gpt-4.1'],
    ...overrides,
  }
}

/** An endpoint whose host begins with its id. */
export function upstreamEndpoint(id: string, overrides: Readonly<Record<string, unknown>> = {}): Endpoint {
  return toEndpoint(id, row.parse(rowOf(id, overrides)))
}
