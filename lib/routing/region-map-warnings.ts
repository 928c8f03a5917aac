import { countries as allCountries, type Country } from '@/lib/geo/country'
import { type Canary, type Endpoint, type RegionMap, upstreamModel } from '@/lib/regions/region-map'
import { someOf } from '@/lib/regions/some-of'
import { mayBeDrawn } from '@/lib/routing/canary-side'
import type { CountryRoutes } from '@/lib/routing/country-routes'

/** Something of a map that is allowed and may yet be a mistake. */
export type MapWarning = {
  readonly kind:
    | 'no-endpoint'
    | 'single-endpoint'
    | 'unlisted-countries'
    | 'never-first'
    | 'no-upstream-key'
    | 'unknown-region'
    | 'unknown-field'
    | 'repeated-member'
    | 'store-size'
    | 'shrinks'
    | 'unreachable'
  /** Where in the document: `endpoints.sin.region`. */
  readonly path: string
  readonly message: string
}

type Planned = {
  readonly routes: CountryRoutes
  /** The endpoints whose upstream key is there. */
  readonly usable: ReadonlySet<string>
  /** The model that the routes are for; undefined asks for any. */
  readonly model?: string | undefined
}

/** Finds what an operator may not have meant: countries without an endpoint or with one alone, endpoints without a use. */
export function regionMapWarnings(map: RegionMap, planned: Planned): readonly MapWarning[] {
  return [
    ...withoutEndpoint(planned.routes),
    ...withOneEndpoint(map, planned.routes),
    ...unlisted(map, allCountries),
    ...[...map.endpoints.values()].flatMap(ofEndpoint(map, planned)),
  ]
}

/**
 * Finds the same in a canary's map, whose routes are its own: of whom it may draw, and of the endpoints that the outer map does
 * not have. What it has no endpoint for, or one alone, the outer map serves.
 */
export function canaryWarnings({ map, own, countries }: Canary, planned: Planned): readonly MapWarning[] {
  const isIn = (country: Country) => mayBeDrawn({ countries }, country)
  const routes = new Map([...planned.routes].filter(([country]) => isIn(country)))
  const others = [...map.endpoints.values()].filter(({ id }) => own.includes(id))
  return [
    ...unlisted(map, allCountries.filter(isIn)),
    ...others.flatMap(ofEndpoint(map, { ...planned, routes })),
  ]
}

function withoutEndpoint(routes: CountryRoutes): readonly MapWarning[] {
  const left = codesWhere(routes, stops => stops.length === 0)
  if (left.length === 0) return []
  const message = `${someOf(left)}: no endpoint may serve, every call is refused`
  return [{ kind: 'no-endpoint', path: '', message }]
}

// Where a rule leaves one endpoint alone there is nothing to fail over to.
function withOneEndpoint(map: RegionMap, routes: CountryRoutes): readonly MapWarning[] {
  const ruled = codesWhere(routes, (stops, code) => stops.length === 1 && map.residency.has(code))
  const only = (code: string) => routes.get(code)?.[0]?.endpoint ?? ''
  const ids = [...new Set(ruled.map(only))]
  return ids.map(id => ({
    kind: 'single-endpoint',
    path: 'residency',
    message: `${someOf(ruled.filter(code => only(code) === id))}: residency leaves ${id} alone, without any to fail over to`,
  }))
}

// Where nothing is listed distance is what the operator wants; where much is, what is missing may be forgotten.
function unlisted(
  { countries, zones, endpoints, default: last }: RegionMap,
  among: readonly string[],
): readonly MapWarning[] {
  const isListed = (code: string) => countries.has(code) || zones.some(zone => zone.countries.has(code))
  if (countries.size === 0 && zones.every(zone => zone.countries.size === 0)) return []
  const located = [...endpoints.values()].some(({ location }) => location !== undefined)
  const rest = located ? 'the nearest endpoint' : last.length > 0 ? 'the default list' : 'any endpoint'
  const left = among.filter(code => !isListed(code))
  if (left.length === 0) return []
  const [are, their] = left.length === 1 ? ['is', 'its'] : ['are', 'their']
  const message = `${someOf(left)} ${are} in no list and in no zone: ${their} calls go to ${rest}`
  return [{ kind: 'unlisted-countries', path: 'countries', message }]
}

function ofEndpoint({ endpoints }: RegionMap, { routes, usable, model }: Planned) {
  const leading = new Set([...routes.values()].map(stops => stops[0]?.endpoint))
  const places = new Set([...endpoints.values()].filter(({ id }) => leading.has(id)).map(placeOf))
  // Equals of one place share its calls, whichever of them is named first; one of weight 0 is meant to wait.
  const isNeverFirst = (endpoint: Endpoint) =>
    endpoint.weight !== 0 && !places.has(placeOf(endpoint)) && serves(endpoint, model)
  return (endpoint: Endpoint): readonly MapWarning[] => {
    if (endpoint.state !== 'active') return []
    const { id } = endpoint
    return [
      ...(usable.has(id) ? [] : [withoutKey(endpoint)]),
      ...(usable.has(id) && isNeverFirst(endpoint) ? [neverFirst(endpoint)] : []),
      ...unknownRegion(endpoint),
    ]
  }
}

function placeOf({ region, zone }: Endpoint): string {
  return `${region} ${zone}`
}

function serves(endpoint: Endpoint, model: string | undefined): boolean {
  return model === undefined || upstreamModel(endpoint, model) !== undefined
}

function withoutKey({ id, apiKeyEnv }: Endpoint): MapWarning {
  const message = `${apiKeyEnv} is not set in this deployment: the endpoint is left out`
  return { kind: 'no-upstream-key', path: `endpoints.${id}.apiKeyEnv`, message }
}

function neverFirst({ id }: Endpoint): MapWarning {
  const message = 'is the first choice of no country: it serves only where others fail or are slower'
  return { kind: 'never-first', path: `endpoints.${id}`, message }
}

// Source: https://vercel.com/docs/regions#region-list
const vercelRegions = new Set(
  'arn1 bom1 bru1 cdg1 cle1 cpt1 dub1 dxb1 fra1 gru1 hkg1 hnd1 iad1 icn1 kix1 lhr1 pdx1 sfo1 sin1 syd1 yul1'.split(
    ' ',
  ),
)

// Regions may have any name; one that has the form of an edge's and is none is most likely misspelt.
function unknownRegion({ id, region }: Endpoint): readonly MapWarning[] {
  if (!/^[a-z]{3}\d$/.test(region) || vercelRegions.has(region)) return []
  const message = `${region} looks like an edge of Vercel and is none that is known`
  return [{ kind: 'unknown-region', path: `endpoints.${id}.region`, message }]
}

function codesWhere(
  routes: CountryRoutes,
  holds: (stops: readonly unknown[], code: string) => boolean,
): readonly string[] {
  return [...routes].flatMap(([code, stops]) => (code !== undefined && holds(stops, code) ? [code] : []))
}
