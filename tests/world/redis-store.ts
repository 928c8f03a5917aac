import { Redis } from 'ioredis'
import { createScriptNames } from './upstash/create-script-names'
import type { Store } from './upstash/store'

/** A store in a real Redis server: commands and replies pass through as they are. */
export function redisStore({ url }: { url: string }): Store {
  // Protocol 2, and names in capitals, keep the client from reshaping replies.
  const redis = new Redis(url, { protocol: 2, maxRetriesPerRequest: 0, retryStrategy: () => 200 })
  // The command's own promise tells of the failure.
  redis.on('error', () => undefined)
  const names = createScriptNames()
  const toCall = (args: readonly (string | number)[]) => {
    const [name = '', ...rest] = names.translate(args.map(String))
    return { name: name.toUpperCase(), rest }
  }
  return {
    command: async args => {
      const { name, rest } = toCall(args)
      return names.restore(await redis.call(name, ...rest))
    },
    multi: async commands => {
      const transaction = redis.multi()
      for (const { name, rest } of commands.map(toCall)) transaction.call(name, ...rest)
      const outcomes = (await transaction.exec()) ?? []
      return outcomes.map(([error, reply]) => error ?? names.restore(reply))
    },
    close: async () => redis.disconnect(),
  }
}
