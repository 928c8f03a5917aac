import { fingerprint } from '@/lib/regions/fingerprint'
import type { Problem } from '@/lib/regions/problem'
import type { Canary, Endpoint, RegionMap } from '@/lib/regions/region-map'

type Bound = {
  readonly value: Pick<Canary, 'map' | 'together' | 'own'>
  /** By their paths within the canary's map. */
  readonly problems: readonly Problem[]
}

/**
 * Binds a canary's map to the outer one: residency may be narrowed in it and never widened, and what is another endpoint under
 * a name of the outer map's gets a name of its own, so that nothing is ever learned of one and believed of the other.
 */
export function bindCanary(inner: RegionMap, outer: RegionMap): Bound {
  const residency = narrowed(inner, outer)
  const map = { ...withOwnNames(inner, outer), residency: residency.rules }
  const together = { ...map, endpoints: new Map([...outer.endpoints, ...map.endpoints]) }
  const own = [...map.endpoints.keys()].filter(id => !outer.endpoints.has(id))
  return { value: { map, together, own }, problems: [...residency.problems, ...movedZones(inner, outer)] }
}

function narrowed(inner: RegionMap, outer: RegionMap) {
  const rules = new Map(outer.residency)
  const problems: Problem[] = []
  for (const [country, zones] of inner.residency) {
    const allowed = outer.residency.get(country)
    const both = allowed === undefined ? zones : zones.filter(zone => allowed.includes(zone))
    const message = `names no zone that the outer map allows, which are ${allowed?.join(', ')}`
    if (both.length === 0) problems.push({ path: `residency.${country}`, message })
    rules.set(country, both)
  }
  return { rules, problems }
}

// A host stands where the outer map says: under another zone's name calls would leave the zones that it allows.
function movedZones(inner: RegionMap, outer: RegionMap): readonly Problem[] {
  return [...inner.endpoints.values()].flatMap(({ id, baseUrl, zone }) => {
    const known = [...outer.endpoints.values()].filter(each => hostOf(each) === hostOf({ baseUrl }))
    if (known.length === 0 || known.some(each => each.zone === zone)) return []
    return [{ path: `endpoints.${id}.zone`, message: `the outer map has this host in ${known[0]?.zone}` }]
  })
}

function hostOf({ baseUrl }: Pick<Endpoint, 'baseUrl'>): string {
  return new URL(baseUrl).host
}

function withOwnNames(inner: RegionMap, { endpoints }: RegionMap): RegionMap {
  const names = new Map([...inner.endpoints.values()].map(each => [each.id, nameOf(each, endpoints)]))
  const named = (ids: readonly string[]) => ids.map(id => names.get(id) ?? id)
  const renamed = [...inner.endpoints.values()].map(each => ({ ...each, id: names.get(each.id) ?? each.id }))
  return {
    ...inner,
    endpoints: new Map(renamed.map(each => [each.id, each])),
    countries: new Map([...inner.countries].map(([code, ids]) => [code, named(ids)])),
    zones: inner.zones.map(zone => ({ ...zone, endpoints: named(zone.endpoints) })),
    default: named(inner.default),
  }
}

// By what it is and not by the canary's version: it stays known while the rest of its map changes.
function nameOf(endpoint: Endpoint, outer: RegionMap['endpoints']): string {
  const known = outer.get(endpoint.id)
  const what = identityOf(endpoint)
  return known !== undefined && identityOf(known) === what
    ? endpoint.id
    : `canary/${endpoint.id}@${fingerprint(what)}`
}

// What decides how it answers, and how well. How much of it is used is a matter of the map.
function identityOf({ baseUrl, auth, apiKeyEnv, provider, region, zone, models }: Endpoint): string {
  const names = [...models.names].sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([
    baseUrl,
    auth,
    apiKeyEnv,
    provider.name,
    provider.services,
    region,
    zone,
    names,
    models.any,
    models.anyAs,
  ])
}
