import { startStorage } from '../../world/start-storage'
import { startDistance } from '../start-distance'
import { partSettings, servePart } from './serve-part'

// Redis over REST in a process of its own, at a distance where one is asked for.

type Settings = { readonly redisMs: number; readonly kind: 'real' | 'embedded' }

const { redisMs, kind } = partSettings<Settings>()
const storage = await startStorage(kind)
const distance =
  redisMs > 0 ? await startDistance({ port: storage.upstash.port, roundTripMs: redisMs }) : undefined
const environment = {
  ...storage.environment,
  ...(distance && { UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${distance.port}` }),
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
      await distance?.close()
      await storage.close()
    },
  },
)
