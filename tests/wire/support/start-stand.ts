import { type Gateway, startGateway } from '../../world/start-gateway'
import { startWorld, type World, type WorldOptions } from '../../world/start-world'
import { knowMap } from './know-map'
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
  const world = await startWorld(options)
  prepare?.(world)
  const gateway = await startGateway({ environment: { ...world.environment, ...environment } })
  if (!isCold) await knowMap(gateway)
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
