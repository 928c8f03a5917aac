export type Entry = { expiresAt?: number | undefined } & (
  | { kind: 'string'; value: string }
  | { kind: 'hash'; value: Map<string, string> }
  | { kind: 'set'; value: Set<string> }
  | { kind: 'zset'; value: Map<string, number> }
)

/** Keys with their values, gone once their time has come. */
export interface Keyspace {
  /** Milliseconds since 1970. */
  now(): number
  find(key: string): Entry | undefined
  put(key: string, entry: Entry): void
  remove(key: string): boolean
  keys(): string[]
  clear(): void
}

/** Makes an empty keyspace. */
export function createKeyspace(now: () => number): Keyspace {
  const entries = new Map<string, Entry>()
  const find = (key: string) => {
    const entry = entries.get(key)
    if (entry?.expiresAt === undefined || entry.expiresAt > now()) return entry
    entries.delete(key)
    return undefined
  }
  return {
    now,
    find,
    put: (key, entry) => entries.set(key, entry),
    remove: key => find(key) !== undefined && entries.delete(key),
    keys: () => [...entries.keys()].filter(key => find(key) !== undefined),
    clear: () => entries.clear(),
  }
}
