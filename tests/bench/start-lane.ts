import { startEdgeConfig } from '../world/start-edge-config'
import { type Gateway, startGateway } from '../world/start-gateway'
import { startStorage } from '../world/start-storage'
import type { BenchCall } from './bench-call'
import { benchRegionMap } from './bench-region-map'
import type { Condition } from './condition'
import type { Policy } from './policies'
import { sites } from './sites'
import { type BenchEndpoint, startBenchEndpoint } from './start-bench-endpoint'
import { waitForMap } from './wait-for-map'

/** All that one policy has to itself: endpoints, region map, Redis, and a gateway that has learned nothing yet. */
export type Lane = {
  readonly policy: Policy
  readonly gateway: Gateway
  readonly endpoints: readonly BenchEndpoint[]
  readonly urls: ReadonlyMap<string, string>
  close(): Promise<void>
}

type Options = {
  readonly calls: readonly BenchCall[]
  /** How an endpoint is at this moment. */
  readonly condition: (endpoint: string) => Condition
}

// Everybody has the same address here, so a limit for each address would be one for all.
const plans = { anonymous: { requestsPerMinute: 1_000_000, whenUncounted: 'allowance' } }

/** Starts a policy's lane. */
export async function startLane(policy: Policy, { calls, condition }: Options): Promise<Lane> {
  const endpoints = await Promise.all(
    sites.map(site => startBenchEndpoint(site, { calls, condition: () => condition(site.id) })),
  )
  const urls = new Map(endpoints.map(({ id, url }) => [id, url]))
  const edgeConfig = await startEdgeConfig({ items: { regions: benchRegionMap(urls), plans } })
  const storage = await startStorage('real')
  const gateway = await startGateway({
    environment: {
      EDGE_CONFIG: edgeConfig.connectionString,
      ALLOW_PRIVATE_ENDPOINTS: '1',
      TRUST_GEO_HEADERS: '1',
      ...storage.environment,
    },
  })
  await waitForMap(gateway)
  return {
    policy,
    gateway,
    endpoints,
    urls,
    close: async () => {
      await gateway.close()
      await Promise.all([...endpoints, edgeConfig, storage].map(each => each.close()))
    },
  }
}
