// AWS region to region TCP round trip, p50 over the year to October 2025, cloudping.co,
// by way of oaustegard/oaustegard.github.io (Apache-2.0). Each edge counts as the AWS region it stands in.
import { roundTrips } from './round-trips'

/** Milliseconds that one round trip takes from an edge (`sin1`) to an AWS region (`us-east-1`), where known. */
export function roundTrip(edge: string, region: string): number | undefined {
  return roundTrips.get(edge)?.milliseconds.get(region)
}
