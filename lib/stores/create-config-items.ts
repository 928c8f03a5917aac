import { createClient as createEdgeConfig } from '@vercel/edge-config'
import { createClient as createGlobalConfig } from '@vercel/global-config'
import type { StartTimer } from '@/lib/openai/start-timer'

/** Reads one item of the operator's configuration; undefined where the store has no such item. */
export type ReadItem = (key: string) => Promise<unknown>

/** The connection string of the store, under its old or its new name. */
export type ConfigStore = { readonly edgeConfig: string } | { readonly globalConfig: string }

const timeoutMs = 250

/** Creates the reader for the store. The clients have no time limit of their own and, unless told not to, hide failures. */
export function createConfigItems(store: ConfigStore, startTimer: StartTimer): ReadItem {
  let client: ReturnType<typeof connect> | undefined
  return async key => {
    // Made at the first read, so that a connection string that is none fails like a store that is away.
    client ??= connect(store)
    let cancelTimer = () => {}
    const late = new Promise<never>((_, reject) => {
      cancelTimer = startTimer(timeoutMs, () =>
        reject(new Error(`The item ${key} took longer than ${timeoutMs} ms.`)),
      )
    })
    return await Promise.race([client.get(key), late]).finally(cancelTimer)
  }
}

function connect(store: ConfigStore) {
  const options = { staleIfError: false, disableDevelopmentCache: true } as const
  return 'edgeConfig' in store
    ? createEdgeConfig(store.edgeConfig, options)
    : createGlobalConfig(store.globalConfig, options)
}
