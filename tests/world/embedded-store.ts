import type { Commands } from './embedded/commands'
import { createKeyspace, type Keyspace } from './embedded/create-keyspace'
import { createScriptCommands } from './embedded/create-script-commands'
import { hashCommands } from './embedded/hash-commands'
import { keyCommands } from './embedded/key-commands'
import { redisErrors } from './embedded/redis-errors'
import { setCommands } from './embedded/set-commands'
import { sortedSetCommands } from './embedded/sorted-set-commands'
import { stringCommands } from './embedded/string-commands'
import type { Store } from './upstash/store'

const plainCommands: Commands = {
  ...keyCommands,
  ...stringCommands,
  ...hashCommands,
  ...setCommands,
  ...sortedSetCommands,
}

/** A store in memory that knows the plain commands of Redis, and runs scripts of them. */
export function embeddedStore({ now = Date.now }: { now?: () => number } = {}): Store {
  const keyspace = createKeyspace(now)
  const callPlain = createCall(plainCommands, keyspace)
  const call = createCall({ ...plainCommands, ...createScriptCommands(callPlain) }, keyspace)
  return {
    command: async args => call(args),
    multi: async commands =>
      commands.map(args => {
        try {
          return call(args)
        } catch (error) {
          return error
        }
      }),
    close: async () => keyspace.clear(),
  }
}

function createCall(commands: Commands, keyspace: Keyspace) {
  return (args: readonly (string | number)[]): unknown => {
    const [name = '', ...rest] = args.map(String)
    const command = Object.hasOwn(commands, name.toUpperCase()) ? commands[name.toUpperCase()] : undefined
    if (!command) throw redisErrors.unknown(name)
    return command(rest, keyspace)
  }
}
