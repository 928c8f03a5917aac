import { type Gateway, startGateway } from '../../world/start-gateway'
import { startWorld, type World, type WorldOptions } from '../../world/start-world'
import { knowLimits, knowMap } from './know-map'
import { type Asked, type Reply, sendTo } from './send-to'

/** The production build in a simulated world, and a caller before it. */
export type Stand = {
  readonly world: World
  readonly gateway: Gateway
  send(asked?: Asked): Promise<Reply>
  /** The name of an edge that no call has come by, so that nothing is known there yet. */
  freshEdge(): { readonly 'x-vercel-id': string }
  close(): Promise<void>
}

type Options = WorldOptions & {
  /** Settings beside those of the world; an empty one takes the world's away. */
  readonly environment?: Readonly<Record<string, string>>
  /** Changes the world before the gateway starts. */
  readonly prepare?: (world: World) => void
  /** Leaves the gateway as it is before its first request; otherwise it has read its region map. */
  readonly isCold?: boolean
}

/** Starts a world and the production build in it. */
export async function startStand({
  environment,
  prepare,
  isCold = false,
  ...options
}: Options = {}): Promise<Stand> {
  const world = withPlans(await startWorld(options))
  prepare?.(world)
  const gateway = await startGateway({ environment: { ...world.environment, ...environment } })
  if (!isCold) {
    await knowMap(gateway)
    await knowLimits(gateway)
  }
  let edges = 0
  return {
    world,
    gateway,
    send: asked => sendTo(gateway.url, asked),
    freshEdge: () => ({ 'x-vercel-id': `edge${++edges}::id` }),
    close: async () => {
      await gateway.close()
      await world.close()
    },
  }
}

// Callers without a credential are still to be served where Redis is slow, which under load it is: by a fifth of their limit.
const plans = { anonymous: { requestsPerMinute: 60_000, whenUncounted: 'allowance' } }

function withPlans(world: World): World {
  world.edgeConfig.set('plans', plans)
  return {
    ...world,
    reset: async () => {
      await world.reset()
      world.edgeConfig.set('plans', plans)
    },
  }
}
