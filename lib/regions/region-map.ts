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
  /** Its share among its equals, 0 to 100; undefined, where nobody has said, it counts as 1. */
  readonly weight: number | undefined
  readonly maxConcurrency: number | undefined
  readonly forward: readonly ('country' | 'ip')[]
  readonly probe: { readonly method: 'HEAD' | 'GET'; readonly path: string; readonly timeoutMs: number }
}

/** Which models an endpoint serves: the caller's name to the endpoint's own, and whether it takes any other. */
export type ServedModels = {
  readonly names: ReadonlyMap<string, string>
  readonly any: boolean
  /** Its one name for all others; absent where it takes them by their own. */
  readonly anyAs?: string
}

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
  /** Another map that some callers go by; absent where there is none, and within itself. */
  readonly canary?: Canary | undefined
}

/** A map that a share of the callers goes by in place of the one that it stands in, which is the outer one. */
export type Canary = {
  /** Equal where all that is written of it is. */
  readonly version: string
  /** Equal where its map is. Who is drawn follows from it, so that a share that grows keeps those who are in. */
  readonly seed: string
  /** 0 to 1. */
  readonly share: number
  /** Whose callers may be drawn; undefined draws from all. */
  readonly countries: ReadonlySet<string> | undefined
  /** Its residency allows nothing that the outer map's does not, and an endpoint that is another has a name of its own. */
  readonly map: RegionMap
  /** The same with the outer map's endpoints beside its own, which its calls turn to where it fails them. */
  readonly together: RegionMap
  /** The names of the endpoints that the outer map does not have. */
  readonly own: readonly string[]
}

/** The id that the operator gave an endpoint, whichever of two maps it is of: `sin` for `canary/sin@0123456789abcdef`. */
export function plainId(id: string): string {
  return /^canary\/(.+)@/.exec(id)?.[1] ?? id
}

/** The endpoint's own name for a model; undefined where it does not serve it. */
export function upstreamModel(endpoint: Endpoint, model: string): string | undefined {
  const { names, any, anyAs = model } = endpoint.models
  return names.get(model) ?? (any ? anyAs : undefined)
}

/** Whether an endpoint does an operation; undefined asks for any. */
export function doesOperation({ provider }: Endpoint, operation: OperationName | undefined): boolean {
  return operation === undefined || provider.services[operation] !== undefined
}
