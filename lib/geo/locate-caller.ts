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

/** Which of the request's headers may be believed. */
export type GeoTrust = {
  /** The `x-vercel-*` and `x-forwarded-for` headers were set by the platform and not by the caller. */
  readonly platformHeaders: boolean
  /** A header that another proxy sets, such as `cf-ipcountry`; it then decides alone. */
  readonly countryHeader: string | undefined
  /** The edge where no header names it. */
  readonly edge: string
}

/** Reads the caller's place from the headers; what is absent, malformed or not to be trusted is unknown. */
export function locateCaller(headers: Headers, trust: GeoTrust): CallerPlace {
  const country = parseCountry(headers.get(trust.countryHeader ?? 'x-vercel-ip-country'))
  if (trust.countryHeader !== undefined) {
    // Behind another proxy the platform's coordinates and address are the proxy's.
    const edge = trust.platformHeaders ? parseEdge(headers.get('x-vercel-id')) : undefined
    return { country, coordinates: centroidOfCountry(country), edge: edge ?? trust.edge, ip: undefined }
  }
  if (!trust.platformHeaders)
    return { country: undefined, coordinates: undefined, edge: trust.edge, ip: undefined }
  const own = parseCoordinates(headers.get('x-vercel-ip-latitude'), headers.get('x-vercel-ip-longitude'))
  return {
    country,
    coordinates: own ?? centroidOfCountry(country),
    edge: parseEdge(headers.get('x-vercel-id')) ?? trust.edge,
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
  return /^[a-z][a-z0-9-]{1,15}$/.test(name)
}
