import { createClient as createEdgeConfig } from '@vercel/edge-config'
import { createClient as createGlobalConfig } from '@vercel/global-config'
import type { StartTimer } from '@/lib/openai/start-timer'

/** Reads one item of the operator's configuration, within so many milliseconds; undefined where the store has no such item. */
export type ReadItem = (key: string, limitMs: number) => Promise<unknown>

/** The connection string of the store, under its old or its new name. */
export type ConfigStore = { readonly edgeConfig: string } | { readonly globalConfig: string }

// Until it has given an item once there is nothing better to go by than the bundled map, which may know no endpoint; and a new
// instance that many calls have woken is slow itself.
const firstLimitMs = 2000

/** Creates the reader for the store. The clients have no time limit of their own and, unless told not to, hide failures. */
export function createConfigItems(store: ConfigStore, startTimer: StartTimer): ReadItem {
  let client: ReturnType<typeof connect> | undefined
  const given = new Set<string>()
  return async (key, usualLimitMs) => {
    // Made at the first read, so that a connection string that is none fails like a store that is away.
    client ??= connect(store)
    const limitMs = given.has(key) ? usualLimitMs : Math.max(usualLimitMs, firstLimitMs)
    let cancelTimer = () => {}
    const late = new Promise<never>((_, reject) => {
      cancelTimer = startTimer(limitMs, () =>
        reject(new Error(`The item ${key} took longer than ${limitMs} ms.`)),
      )
    })
    const item = await Promise.race([client.get(key), late]).finally(cancelTimer)
    given.add(key)
    return item
  }
}

function connect(store: ConfigStore) {
  const options = { staleIfError: false, disableDevelopmentCache: true } as const
  return 'edgeConfig' in store
    ? createEdgeConfig(store.edgeConfig, options)
    : createGlobalConfig(store.globalConfig, options)
}
