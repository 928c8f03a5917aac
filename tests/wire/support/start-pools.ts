import { type EdgeConfigServer, startEdgeConfig } from '../../world/start-edge-config'
import { type Endpoint, startEndpoint } from '../../world/start-endpoint'
import { type Gateway, startGateway } from '../../world/start-gateway'
import { type Storage, startStorage } from '../../world/start-storage'
import { knowLimits, knowMap } from './know-map'
import { chatBody, type Reply, sendTo } from './send-to'

/** How a pool is called; without anything by one small plain call, at the first gateway, by the pool's own edge. */
export type PoolCall = {
  /** Changes of the body. */
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  readonly edge?: string
  /** Which gateway, from 0. */
  readonly at?: number
}

/**
 * The production build, once or several times, before pools of endpoints that serve one model each, which nobody else does:
 * tests at the same time do not disturb each other. A pool is tried in its order.
 */
export type Pools = {
  readonly gateways: readonly Gateway[]
  readonly edgeConfig: EdgeConfigServer
  readonly storage: Storage | undefined
  /** The endpoint at a place of a pool, from 1; its id is `model-place`. */
  endpoint(model: string, place: number): Endpoint
  call(model: string, asked?: PoolCall): Promise<Reply>
  close(): Promise<void>
}

type Options = {
  /** For each model its endpoints, each by what its row has beside the usual. */
  readonly pools: Readonly<Record<string, readonly object[]>>
  readonly gateways?: number
  readonly redis?: 'real' | 'none'
  /** What the plan of callers without a credential has; it has no limits. */
  readonly plan?: object
  /** The item `plans` beside it. */
  readonly plans?: Readonly<Record<string, object>>
  /** What the region map has beside its endpoints. */
  readonly map?: object
  readonly environment?: Readonly<Record<string, string>>
}

/** Starts the pools, and gateways that know them. */
export async function startPools(options: Options): Promise<Pools> {
  const { redis = 'none', gateways: count = 1 } = options
  const pools = await startAll(options.pools)
  const endpoints = pools.flatMap(pool => pool.endpoints)
  const rows = pools.flatMap(({ model, endpoints, fields }) =>
    endpoints.map((endpoint, at) => [endpoint.id, rowOf(endpoint.url, { model, fields: fields[at] })]),
  )
  const order = endpoints.map(({ id }) => id)
  const regions = { version: 1, endpoints: Object.fromEntries(rows), default: order, ...options.map }
  const plans = { anonymous: { whenUncounted: 'allowance', ...options.plan }, ...options.plans }
  const edgeConfig = await startEdgeConfig({ items: { regions, plans } })
  const storage = redis === 'none' ? undefined : await startStorage(redis)
  const environment = {
    EDGE_CONFIG: edgeConfig.connectionString,
    ALLOW_PRIVATE_ENDPOINTS: '1',
    TRUST_GEO_HEADERS: '1',
    ...storage?.environment,
    ...options.environment,
  }
  const gateways = await Promise.all(Array.from({ length: count }, () => startGateway({ environment })))
  await Promise.all(gateways.map(knowMap))
  await Promise.all(gateways.map(knowLimits))
  return {
    gateways,
    edgeConfig,
    storage,
    endpoint: (model, place) => {
      const found = endpoints.find(({ id }) => id === `${model}-${place}`)
      if (found === undefined) throw new Error(`The pool ${model} has no endpoint ${place}.`)
      return found
    },
    call: (model, { body, headers, edge = edgeOf(model), at = 0 } = {}) =>
      sendTo(gateways[at]?.url ?? '', {
        headers: { 'x-vercel-id': `${edge}::id`, ...headers },
        body: chatBody({ model, ...body }),
      }),
    close: async () => {
      await Promise.all(gateways.map(gateway => gateway.close()))
      await Promise.all([...endpoints, edgeConfig].map(server => server.close()))
      await storage?.close()
    },
  }
}

/** The edge by which a pool is called unless told otherwise. */
export function edgeOf(model: string): string {
  return model.slice(0, 16)
}

async function startAll(pools: Options['pools']) {
  return await Promise.all(
    Object.entries(pools).map(async ([model, fields]) => {
      const endpoints = await Promise.all(fields.map((_, at) => startOne(model, at)))
      return { model, fields, endpoints }
    }),
  )
}

// The later ones are further away, so that no noise of this machine puts them before the first.
function startOne(model: string, at: number): Promise<Endpoint> {
  return startEndpoint({
    id: `${model}-${at + 1}`,
    region: 'us-east-1',
    models: [model],
    behaviour: { headDelayMs: at * 150 },
  })
}

function rowOf(baseUrl: string, { model, fields }: { model: string; fields: object | undefined }) {
  return { baseUrl, auth: 'none', region: 'iad1', zone: 'US', models: [model], ...fields }
}
