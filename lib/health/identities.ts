import { endpointOfKey } from '@/lib/health/edge-health'
import type { HealthNews, SharedHealth } from '@/lib/health/shared-health'
import { plainId } from '@/lib/regions/region-map'

/** By an endpoint's id, what tells it from another that has had, or will have, that id. */
export type Identities = ReadonlyMap<string, string>

/** The news under names that hold what each endpoint is: `sin@0123456789abcdef|gpt-4.1`. The history of incidents is by ids alone. */
export function withIdentities(news: HealthNews, identities: Identities): HealthNews {
  const named = <T>(rows: ReadonlyMap<string, T>) =>
    new Map([...rows].map(([name, row]) => [sharedName(name, identities), row]))
  return {
    ...news,
    models: named(news.models),
    endpoints: named(news.endpoints),
    processing: named(news.processing),
  }
}

/** What was told of the endpoints as they are now, under their ids; what was told of others that had these ids is left out. */
export function ofIdentities(shared: SharedHealth, identities: Identities): SharedHealth {
  const own = <T>(rows: ReadonlyMap<string, T>) =>
    new Map(
      [...rows].flatMap(([shared, row]) => {
        const name = ownName(shared, identities)
        return name === undefined ? [] : [[name, row] as const]
      }),
    )
  return {
    models: own(shared.models),
    endpoints: own(shared.endpoints),
    processing: own(shared.processing),
  }
}

/** The name that an instance has for what is shared under another; undefined where it is of an endpoint that it does not know. */
export function ownName(shared: string, identities: Identities): string | undefined {
  // A canary's own endpoints have names that hold what they are.
  if (plainId(shared) !== shared) return shared
  const name = shared.replace(/^([^@|]+)@[^@|]+/, '$1')
  return sharedName(name, identities) === shared ? name : undefined
}

function sharedName(name: string, identities: Identities): string {
  const id = endpointOfKey(name)
  const identity = identities.get(id)
  return identity === undefined ? name : `${id}@${identity}${name.slice(id.length)}`
}
