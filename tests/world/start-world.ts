import { newId } from './openai/new-id'
import { apiKeyEnv, type Place, type PlaceId, places, upstreamModels } from './places'
import { regionMap } from './region-map'
import { type EdgeConfigServer, startEdgeConfig } from './start-edge-config'
import { type Endpoint, startEndpoint } from './start-endpoint'
import { type Storage, startStorage } from './start-storage'

export interface WorldOptions {
  /** Which of the five places run; all without it. */
  endpoints?: readonly PlaceId[]
  redis?: 'real' | 'embedded' | 'none'
  /** Whether the endpoints answer as late as their distance makes them. */
  roundTrip?: boolean
}

export interface World {
  endpoints: Endpoint[]
  /** The running endpoint of that name; throws where it does not run. */
  endpoint(id: PlaceId): Endpoint
  edgeConfig: EdgeConfigServer
  upstash: Storage['upstash'] | undefined
  redis: Storage['redis']
  /** The settings by which a server lives in this world. */
  environment: Record<string, string>
  /** Has everything as at the start: all accept again, and behaviours, items and an empty store are back. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** Starts the outside that a router needs: endpoints in five regions, Edge Config, and a Redis over REST. */
export async function startWorld({
  endpoints: ids = places.map(({ id }) => id),
  redis = 'embedded',
  roundTrip = false,
}: WorldOptions = {}): Promise<World> {
  const running = await Promise.all(
    places
      .filter(({ id }) => ids.includes(id))
      .map(async place => ({ id: place.id, endpoint: await startPlace(place, roundTrip) })),
  )
  const endpoints = running.map(({ endpoint }) => endpoint)
  const urls = running.map(({ id, endpoint }) => ({ id, url: endpoint.url }))
  // Distance is told by the caller's country where the edge is unknown, and that has to be asked for.
  const regions = regionMap(urls, roundTrip ? { forward: ['country'] } : {})
  const edgeConfig = await startEdgeConfig({ items: { regions } })
  const storage = redis === 'none' ? undefined : await startStorage(redis)
  return {
    endpoints,
    endpoint: id => {
      const found = running.find(candidate => candidate.id === id)
      if (!found) throw new Error(`The endpoint ${id} does not run in this world.`)
      return found.endpoint
    },
    edgeConfig,
    upstash: storage?.upstash,
    redis: storage?.redis,
    environment: {
      EDGE_CONFIG: edgeConfig.connectionString,
      ALLOW_PRIVATE_ENDPOINTS: '1',
      TRUST_GEO_HEADERS: '1',
      ...Object.fromEntries(running.map(({ id, endpoint }) => [apiKeyEnv(id), endpoint.apiKey ?? ''])),
      ...storage?.environment,
    },
    reset: async () => {
      for (const endpoint of endpoints) endpoint.reset()
      edgeConfig.reset()
      await Promise.all([...endpoints, edgeConfig].map(server => server.accept()))
      await storage?.reset()
    },
    close: async () => {
      await Promise.all([...endpoints, edgeConfig].map(server => server.close()))
      await storage?.close()
    },
  }
}

function startPlace(place: Place, roundTrip: boolean): Promise<Endpoint> {
  return startEndpoint({
    id: place.id,
    region: place.region,
    models: upstreamModels(place),
    apiKey: newId(`sk-${place.id}-`, 32),
    behaviour: { roundTrip },
  })
}
