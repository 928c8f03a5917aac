import type { Coordinates } from '@/lib/geo/coordinates'
import type { OperationName } from '@/lib/operations/operations'
import type { Auth, Provider } from '@/lib/regions/provider'

/** One upstream base URL that speaks the OpenAI wire format: a row of the region map, checked. */
export type Endpoint = {
  readonly id: string
  /** What is special about its kind, and which operations it does. */
  readonly provider: Provider
  /** Without a trailing slash: `https://sg-api.example.com/v1`. */
  readonly baseUrl: string
  /** The environment variable that holds its key; undefined only where `auth` is `none`. */
  readonly apiKeyEnv: string | undefined
  readonly auth: Auth
  readonly region: string
  readonly zone: string
  readonly location: Coordinates | undefined
  readonly models: ServedModels
  readonly state: 'active' | 'draining' | 'disabled'
  readonly weight: number
  readonly maxConcurrency: number | undefined
  readonly forward: readonly ('country' | 'ip')[]
  readonly probe: { readonly method: 'HEAD' | 'GET'; readonly path: string; readonly timeoutMs: number }
}

/** Which models an endpoint serves: the caller's name to the endpoint's own, and whether it takes any other. */
export type ServedModels = { readonly names: ReadonlyMap<string, string>; readonly any: boolean }

export type Zone = {
  readonly name: string
  readonly countries: ReadonlySet<string>
  readonly endpoints: readonly string[]
}

/** The operator's region map, parsed: every reference in it names an endpoint of it. */
export type RegionMap = {
  readonly endpoints: ReadonlyMap<string, Endpoint>
  /** Endpoints to begin with, by country. */
  readonly countries: ReadonlyMap<string, readonly string[]>
  readonly zones: readonly Zone[]
  /** The only zones whose endpoints may see a country's calls; a country without an entry may go anywhere. */
  readonly residency: ReadonlyMap<string, readonly string[]>
  readonly default: readonly string[]
}

/** The endpoint's own name for a model; undefined where it does not serve it. */
export function upstreamModel(endpoint: Endpoint, model: string): string | undefined {
  return endpoint.models.names.get(model) ?? (endpoint.models.any ? model : undefined)
}

/** Whether an endpoint does an operation; undefined asks for any. */
export function doesOperation({ provider }: Endpoint, operation: OperationName | undefined): boolean {
  return operation === undefined || provider.services[operation] !== undefined
}
