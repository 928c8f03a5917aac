import type { Keyspace } from './create-keyspace'

/** Commands by their name; each one gets its arguments without the name, and may throw an `Error`. */
export type Commands = Record<string, (args: readonly string[], keyspace: Keyspace) => unknown>
