import type { World } from '../../world/start-world'
import { callsOf } from './calls-of'

/** How much the world has been asked for until some moment. */
export type Asked = {
  readonly calls: number
  readonly probes: number
  readonly reads: number
  readonly redis: number
}

/** What the world has been asked for by now. */
export function askedOf({ endpoints, edgeConfig, upstash }: World): Asked {
  const calls = endpoints.flatMap(callsOf).length
  const all = endpoints.flatMap(({ requests }) => requests).length
  return { calls, probes: all - calls, reads: edgeConfig.reads, redis: upstash?.requests ?? 0 }
}

/** Notes, whenever a call arrives at an endpoint, what the world has been asked for by then. */
export function watchCalls(world: World): readonly Asked[] {
  const moments: Asked[] = []
  for (const endpoint of world.endpoints)
    endpoint.set({
      // Asked for each request, before it is answered.
      roundTrip: () => {
        if (endpoint.requests.at(-1)?.method === 'POST') moments.push(askedOf(world))
        return 0
      },
    })
  return moments
}
