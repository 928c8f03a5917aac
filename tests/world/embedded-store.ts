import type { Commands } from './embedded/commands'
import { createKeyspace, type Keyspace } from './embedded/create-keyspace'
import { hashCommands } from './embedded/hash-commands'
import { keyCommands } from './embedded/key-commands'
import { redisErrors } from './embedded/redis-errors'
import { setCommands } from './embedded/set-commands'
import { sortedSetCommands } from './embedded/sorted-set-commands'
import { stringCommands } from './embedded/string-commands'
import type { Store } from './upstash/store'

const all: Commands = {
  ...keyCommands,
  ...stringCommands,
  ...hashCommands,
  ...setCommands,
  ...sortedSetCommands,
}

/** A store in memory that knows the plain commands of Redis, no scripts. */
export function embeddedStore({ now = Date.now }: { now?: () => number } = {}): Store {
  const keyspace = createKeyspace(now)
  return {
    command: async args => run(keyspace, args),
    multi: async commands =>
      commands.map(args => {
        try {
          return run(keyspace, args)
        } catch (error) {
          return error
        }
      }),
    close: async () => keyspace.clear(),
  }
}

function run(keyspace: Keyspace, args: readonly (string | number)[]): unknown {
  const [name = '', ...rest] = args.map(String)
  const command = Object.hasOwn(all, name.toUpperCase()) ? all[name.toUpperCase()] : undefined
  if (!command) throw redisErrors.unknown(name)
  return command(rest, keyspace)
}
