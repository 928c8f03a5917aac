import type { IncomingHttpHeaders } from 'node:http'
import { countryCoordinates } from '../country-coordinates'
import { nearestEdge } from '../nearest-edge'
import { roundTrip } from '../round-trip'
import type { Behaviour, Origin } from './behaviour'

/** Milliseconds that a call is on its way to a region and back; 0 where nobody can tell. */
export function travelTime(headers: IncomingHttpHeaders, { region, mode }: Destination): number {
  if (!mode) return 0
  const origin = originOf(headers)
  return mode === true ? measured(origin, region) : mode(origin)
}

export interface Destination {
  region: string
  mode: Behaviour['roundTrip']
}

function originOf(headers: IncomingHttpHeaders): Origin {
  const country = headers['x-client-region']
  return {
    edge: /\(\+edge ([a-z0-9]+)\)/.exec(headers['user-agent'] ?? '')?.[1],
    country: typeof country === 'string' ? country : undefined,
  }
}

function measured({ edge, country }: Origin, region: string): number {
  const fromEdge = edge === undefined ? undefined : roundTrip(edge, region)
  if (fromEdge !== undefined) return fromEdge
  const place = country === undefined ? undefined : countryCoordinates(country)
  return (place && roundTrip(nearestEdge(place), region)) ?? 0
}
