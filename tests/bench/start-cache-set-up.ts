import { startEdgeConfig } from '../world/start-edge-config'
import { type Endpoint, startEndpoint } from '../world/start-endpoint'
import { type Gateway, startGateway } from '../world/start-gateway'
import { type ObjectStore, startObjectStore } from '../world/start-object-store'
import { startStorage } from '../world/start-storage'
import { answerWords, benchModels } from './bench-prompt'
import { type CacheSetUp, distances } from './cache-set-ups'
import { startDistance } from './start-distance'
import { waitForMap } from './wait-for-map'

/** All that one set-up has to itself. */
export type RunningSetUp = {
  readonly gateways: readonly Gateway[]
  readonly endpoints: readonly Endpoint[]
  readonly objects: ObjectStore | undefined
  close(): Promise<void>
}

type Tier = {
  readonly environment: Readonly<Record<string, string>>
  readonly objects?: ObjectStore
  close(): Promise<void>
}

const ttlSeconds = 24 * 60 * 60
const sizes = ['short', 'long'] as const

/** Starts two gateways before two endpoints and the tiers of a set-up, each as far away as it is to be. */
export async function startCacheSetUp(setUp: CacheSetUp): Promise<RunningSetUp> {
  const { hasRedis, hasObjects } = setUp
  const endpoints = await Promise.all(
    sizes.map(size =>
      startEndpoint({
        id: size,
        region: 'us-east-1',
        models: [benchModels[size]],
        behaviour: { delayMs: distances.endpointMs, words: answerWords[size] },
      }),
    ),
  )
  const edgeConfig = await startEdgeConfig({ items: itemsOf(endpoints, setUp) })
  const tiers = await Promise.all([
    ...(hasRedis ? [startRedisTier()] : []),
    ...(hasObjects ? [startObjectTier()] : []),
  ])
  const environment = {
    EDGE_CONFIG: edgeConfig.connectionString,
    ALLOW_PRIVATE_ENDPOINTS: '1',
    TRUST_GEO_HEADERS: '1',
    ...Object.fromEntries(tiers.flatMap(tier => Object.entries(tier.environment))),
  }
  const gateways = await Promise.all([startGateway({ environment }), startGateway({ environment })])
  await Promise.all(gateways.map(waitForMap))
  return {
    gateways,
    endpoints,
    objects: tiers.find(({ objects }) => objects !== undefined)?.objects,
    close: async () => {
      await Promise.all(gateways.map(gateway => gateway.close()))
      await Promise.all([...endpoints, edgeConfig, ...tiers].map(each => each.close()))
    },
  }
}

// Everybody has the same address here, so a limit for each address would be one for all.
function itemsOf(endpoints: readonly Endpoint[], { cache, localAllowance }: CacheSetUp) {
  const rows = endpoints.map(({ id, url }, at) => [
    id,
    { baseUrl: url, auth: 'none', region: 'iad1', zone: 'US', models: [benchModels[sizes[at] ?? 'short']] },
  ])
  return {
    regions: { version: 1, endpoints: Object.fromEntries(rows), default: endpoints.map(({ id }) => id) },
    plans: {
      anonymous: { requestsPerMinute: 1_000_000, whenUncounted: 'allowance', cache, localAllowance },
    },
    models: {
      catalogue: Object.fromEntries(
        Object.values(benchModels).map(model => [model, { cacheTtlSeconds: ttlSeconds }]),
      ),
    },
  }
}

async function startRedisTier(): Promise<Tier> {
  const storage = await startStorage('real')
  const distance = await startDistance({ port: storage.upstash.port, roundTripMs: distances.redisMs })
  return {
    environment: {
      ...storage.environment,
      UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${distance.port}`,
    },
    close: async () => {
      await distance.close()
      await storage.close()
    },
  }
}

async function startObjectTier(): Promise<Tier> {
  const objects = await startObjectStore()
  const distance = await startDistance({ port: objects.port, roundTripMs: distances.objectsMs })
  return {
    environment: {
      ...objects.environment,
      CACHE_S3_URL: objects.url.replace(`:${objects.port}`, `:${distance.port}`),
    },
    objects,
    close: async () => {
      await distance.close()
      await objects.close()
    },
  }
}
