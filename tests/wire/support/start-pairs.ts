import { startEdgeConfig } from '../../world/start-edge-config'
import { type Endpoint, startEndpoint } from '../../world/start-endpoint'
import { type Gateway, startGateway } from '../../world/start-gateway'
import { knowMap } from './know-map'

/** Two endpoints that serve one model, which nobody else does: the first is tried first. */
export type Pair = { readonly first: Endpoint; readonly second: Endpoint }

/** The production build before pairs of endpoints, so that tests at the same time do not disturb each other. */
export type Pairs = { readonly gateway: Gateway; pair(model: string): Pair; close(): Promise<void> }

/** Starts a pair for each model. */
export async function startPairs(models: readonly string[]): Promise<Pairs> {
  const started = await Promise.all(models.map(async model => [model, await startPair(model)] as const))
  const pairs = new Map(started)
  const endpoints = started.flatMap(([, { first, second }]) => [first, second])
  const rows = started.flatMap(([model, { first, second }]) =>
    [first, second].map(({ id, url }) => [id, rowOf(url, model)] as const),
  )
  const regions = { version: 1, endpoints: Object.fromEntries(rows), default: endpoints.map(({ id }) => id) }
  const edgeConfig = await startEdgeConfig({ items: { regions } })
  const gateway = await startGateway({
    environment: {
      EDGE_CONFIG: edgeConfig.connectionString,
      ALLOW_PRIVATE_ENDPOINTS: '1',
      TRUST_GEO_HEADERS: '1',
    },
  })
  await knowMap(gateway)
  return {
    gateway,
    pair: model => {
      const pair = pairs.get(model)
      if (pair === undefined) throw new Error(`No pair serves ${model}.`)
      return pair
    },
    close: async () => {
      await gateway.close()
      await Promise.all([...endpoints, edgeConfig].map(server => server.close()))
    },
  }
}

async function startPair(model: string): Promise<Pair> {
  const start = (id: string) => startEndpoint({ id: `${model}-${id}`, region: 'us-east-1', models: [model] })
  const [first, second] = await Promise.all([start('first'), start('second')])
  return { first, second }
}

function rowOf(baseUrl: string, model: string) {
  return { baseUrl, auth: 'none', region: 'iad1', zone: 'US', models: [model] }
}
