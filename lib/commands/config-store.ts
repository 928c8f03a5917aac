import type { Terminal } from '@/lib/commands/command'
import { reasonOf } from '@/lib/commands/reason-of'
import type { VercelStore } from '@/lib/commands/vercel-items'
import { type ConfigStore, createConfigItems } from '@/lib/stores/create-config-items'

// Operators are further from the store than functions are, and in less of a hurry.
const timeoutMs = 10_000

/** Reads an item of the store as functions do; throws where there is none or the store does not give it. */
export async function readStoreItem(key: string, terminal: Terminal): Promise<unknown> {
  const { store, name, connection } = storeSetting(terminal)
  let isLate = false
  const readItem = createConfigItems(store, (milliseconds, ring) => {
    const timer = setTimeout(() => {
      isLate = true
      ring()
    }, milliseconds)
    return () => clearTimeout(timer)
  })
  const document = await readItem(key, timeoutMs).catch((cause: unknown) => {
    const reason = isLate
      ? `no answer within ${timeoutMs / 1000} s`
      : withoutSecret(reasonOf(cause), connection)
    throw new Error(
      `Asked the store ${storeIdOf(connection) ?? 'without an id (ecfg_…)'} for the item "${key}" and received: ${reason}. See that ${name} is the connection string of the store, and that it can be reached from here.`,
    )
  })
  if (document === undefined) throw new Error(`The store has no item "${key}".`)
  return document
}

/** The store as Vercel's API knows it, which may be written to. */
export function vercelStore(terminal: Terminal): VercelStore {
  const { VERCEL_API_TOKEN: token, VERCEL_TEAM_ID: teamId, VERCEL_API_URL: apiUrl } = terminal.settings
  const storeId = storeIdOf(storeSetting(terminal).connection)
  if (storeId === undefined) throw new Error('The connection string names no store (ecfg_…).')
  if (!token) throw new Error('Set VERCEL_API_TOKEN to a token of an account that may change the store.')
  return { apiUrl: apiUrl || 'https://api.vercel.com', storeId, token, teamId: teamId || undefined }
}

type Setting = { readonly store: ConfigStore; readonly name: string; readonly connection: string }

function storeSetting({ settings }: Terminal): Setting {
  const { EDGE_CONFIG: edgeConfig, GLOBAL_CONFIG: globalConfig } = settings
  if (edgeConfig) return { store: { edgeConfig }, name: 'EDGE_CONFIG', connection: edgeConfig }
  if (globalConfig) return { store: { globalConfig }, name: 'GLOBAL_CONFIG', connection: globalConfig }
  throw new Error('Set EDGE_CONFIG (or GLOBAL_CONFIG) to the connection string of the store.')
}

function storeIdOf(connection: string): string | undefined {
  return /ecfg_[\w-]+/.exec(connection)?.[0]
}

// A connection string holds the token that reads the store.
function withoutSecret(text: string, connection: string): string {
  const token = /token=([^&\s]+)/.exec(connection)?.[1]
  const secrets = [connection, ...(token === undefined ? [] : [token])]
  return secrets
    .reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
    .replace(/^@vercel\/[\w-]+: /, '')
}
