/** A map that forgets what was longest unused once it holds more than its limit. */
export type BoundedMap<T> = {
  get(key: string): T | undefined
  set(key: string, value: T): void
  delete(key: string): void
  entries(): IterableIterator<[string, T]>
  values(): IterableIterator<T>
}

export function createBoundedMap<T>(limit: number): BoundedMap<T> {
  const entries = new Map<string, T>()
  return {
    get(key) {
      const value = entries.get(key)
      if (value === undefined) return undefined
      // A map keeps the order of insertion: put in again, the entry is the newest.
      entries.delete(key)
      entries.set(key, value)
      return value
    },
    set(key, value) {
      entries.delete(key)
      entries.set(key, value)
      const [oldest] = entries.keys()
      if (entries.size > limit && oldest !== undefined) entries.delete(oldest)
    },
    delete: key => void entries.delete(key),
    entries: () => entries.entries(),
    values: () => entries.values(),
  }
}
