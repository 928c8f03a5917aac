import type { Dependencies } from '@/lib/gateway/dependencies'
import { locateCaller } from '@/lib/geo/locate-caller'

/** The edge that serves a request with these headers. */
export function readEdge(headers: Headers, { environment }: Dependencies): string {
  return locateCaller(headers, environment.geo).edge
}
