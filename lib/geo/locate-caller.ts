import { type Coordinates, parseCoordinates } from '@/lib/geo/coordinates'
import { type Country, centroidOfCountry, parseCountry } from '@/lib/geo/country'

/** Where a call comes from, as far as it is known. */
export type CallerPlace = {
  readonly country: Country
  /** The caller's own coordinates, or else its country's centroid. */
  readonly coordinates: Coordinates | undefined
  /** The place this function runs in: a Vercel region code, or `local`. */
  readonly edge: string
  readonly ip: string | undefined
}

/** What is told of a caller, as text that is yet to be checked. */
export type Told = {
  readonly country?: string | null | undefined
  readonly latitude?: string | null | undefined
  readonly longitude?: string | null | undefined
  readonly edge?: string | undefined
  readonly ip?: string | undefined
}

/** Which of the request's headers may be believed. */
export type GeoTrust = {
  /** The `x-vercel-*` and `x-forwarded-for` headers were set by the platform and not by the caller. */
  readonly platformHeaders: boolean
  /** A header that another proxy sets, such as `cf-ipcountry`; it then decides alone. */
  readonly countryHeader: string | undefined
  /** The edge where nothing names it. */
  readonly edge: string
  /** What the host itself knows of whoever is connected to it; it holds where headers are not believed. */
  readonly connection?: Told
}

// Who sets a country's header sets the caller's address as well. Source:
// https://developers.cloudflare.com/fundamentals/reference/http-headers/
const addressHeaders: Readonly<Record<string, string>> = { 'cf-ipcountry': 'cf-connecting-ip' }

/** Reads the caller's place from the headers; what is absent, malformed or not to be trusted is unknown. */
export function locateCaller(headers: Headers, trust: GeoTrust): CallerPlace {
  const { connection = {} } = trust
  const told = trust.platformHeaders ? toldByPlatform(headers) : connection
  const edge = told.edge ?? connection.edge ?? trust.edge
  const ip = told.ip ?? connection.ip
  if (trust.countryHeader !== undefined) {
    // Behind another proxy the platform's coordinates are the proxy's.
    const country = parseCountry(headers.get(trust.countryHeader))
    const addressHeader = addressHeaders[trust.countryHeader.toLowerCase()]
    const own = (addressHeader && headers.get(addressHeader)?.trim()) || undefined
    // Where it names no address the one that is known may be the proxy's. Without any, all callers everywhere would be one.
    return { country, coordinates: centroidOfCountry(country), edge, ip: own ?? ip }
  }
  const country = parseCountry(told.country ?? null)
  const own = parseCoordinates(told.latitude ?? null, told.longitude ?? null)
  return { country, coordinates: own ?? centroidOfCountry(country), edge, ip }
}

function toldByPlatform(headers: Headers): Told {
  return {
    country: headers.get('x-vercel-ip-country'),
    latitude: headers.get('x-vercel-ip-latitude'),
    longitude: headers.get('x-vercel-ip-longitude'),
    edge: parseEdge(headers.get('x-vercel-id')),
    ip: headers.get('x-real-ip') || headers.get('x-forwarded-for')?.split(',')[0]?.trim() || undefined,
  }
}

/**
 * The function's region in `x-vercel-id`: `fra1::iad1::id` entered at fra1 and runs in iad1, `sin1::id` does both in
 * sin1. Source: https://vercel.com/docs/headers/request-headers#x-vercel-id
 */
function parseEdge(id: string | null): string | undefined {
  const regions = id
    ?.split(':')
    .filter(part => part !== '')
    .slice(0, -1)
  return regions?.findLast(isEdge)
}

/** Whether the name has the form of an edge's: codes of regions yet to be opened are valid too. */
export function isEdge(name: string): boolean {
  return /^[a-z][a-z0-9-]{1,31}$/.test(name)
}
