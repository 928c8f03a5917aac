import type { EndpointHealth } from '@/lib/health/endpoint-health'
import type { ModelHealth } from '@/lib/health/model-health'
import type { Processing } from '@/lib/health/processing'

/** What one edge knows; what is absent is unknown. */
export type EdgeHealth = {
  /** By endpoint. */
  readonly endpoints: ReadonlyMap<string, EndpointHealth>
  /** By endpoint and model, as `healthKey` names them. */
  readonly models: ReadonlyMap<string, ModelHealth>
  /**
   * The time to first content less the round trip, by endpoint and model: how long the endpoint itself takes. That is the
   * same from everywhere, so all edges learn it together, and an edge knows of an endpoint that it has never used.
   */
  readonly processing: ReadonlyMap<string, Processing>
}

export const nothingKnown: EdgeHealth = { endpoints: new Map(), models: new Map(), processing: new Map() }

type Served = { readonly id: string; readonly models: { readonly names: ReadonlyMap<string, string> } }

/** Under which name an endpoint's service of a model is remembered. Models that no row lists share one: their names are the callers'. */
export function healthKey({ id, models }: Served, model: string | undefined): string {
  return `${id}|${model !== undefined && models.names.has(model) ? model : '*'}`
}

/** The endpoint of a name that `healthKey` has made. */
export function endpointOfKey(key: string): string {
  const [id = key] = key.split('|', 1)
  return id
}
