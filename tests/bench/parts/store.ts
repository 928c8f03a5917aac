import { startStorage } from '../../world/start-storage'
import { type Distance, startDistance } from '../start-distance'
import { partSettings, servePart } from './serve-part'

// Redis, itself and over REST, in a process of its own, at a distance where one is asked for.

type Settings = { readonly redisMs: number; readonly kind: 'real' | 'embedded' }

const { redisMs, kind } = partSettings<Settings>()
const storage = await startStorage(kind)
const distances: Distance[] = []
const rest = await atDistance(storage.upstash.port)
const environment = {
  ...storage.environment,
  UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${rest}`,
  ...(storage.redis && { REDIS_URL: `redis://127.0.0.1:${await atDistance(storage.redis.port)}` }),
}

/** The port at which what listens there is so far away. */
async function atDistance(port: number): Promise<number> {
  if (redisMs === 0) return port
  const distance = await startDistance({ port, roundTripMs: redisMs })
  distances.push(distance)
  return distance.port
}

servePart(
  { environment },
  {
    answer: () => {
      const { requests } = storage.upstash
      storage.upstash.reset()
      return { requests }
    },
    close: async () => {
      await Promise.all(distances.map(each => each.close()))
      await storage.close()
    },
  },
)
