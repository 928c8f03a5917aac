import type { Crowd } from './measured'

// So that what a crowd's first and last calls take, with fewer beside them, is a small part of a turn.
const crowdedTimes = 5

/** How many calls a turn has over so many connections, where it has `requests` over one. */
export function turnCalls(connections: Crowd, requests: number): number {
  return connections === 1 ? requests : crowdedTimes * requests
}
