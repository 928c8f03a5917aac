import * as z from 'zod'
import { reasonOf } from '@/lib/commands/reason-of'
import { parseJson } from '@/lib/openai/parse-json'

/** How to reach a store of Edge Config by Vercel's REST API, which unlike a connection string may write. */
export type VercelStore = {
  readonly apiUrl: string
  readonly storeId: string
  readonly token: string
  readonly teamId: string | undefined
}

const found = z.object({ value: z.unknown() })
const done = z.object({ status: z.literal('ok') })
const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

/** Reads an item as it stands at this moment; undefined where the store has none of that name. */
export async function readVercelItem(store: VercelStore, key: string): Promise<unknown> {
  // Source: https://vercel.com/docs/rest-api/edge-config/get-an-edge-config-item
  const { status, text } = await ask(store, { method: 'GET', path: `/item/${key}` })
  if (status === 404 && codeOf(text) !== 'edge_config_not_found') return undefined
  const parsed = found.safeParse(parseJson(text))
  if (status !== 200 || !parsed.success) throw refused(status, text)
  return parsed.data.value
}

/** Writes an item, whether the store has it already or not. */
export async function writeVercelItem(
  store: VercelStore,
  { key, value }: { readonly key: string; readonly value: unknown },
): Promise<void> {
  // Source: https://vercel.com/docs/rest-api/edge-config/update-edge-config-items-in-batch
  const body = { items: [{ operation: 'upsert', key, value }] }
  const { status, text } = await ask(store, { method: 'PATCH', path: '/items', body })
  if (status !== 200 || !done.safeParse(parseJson(text)).success) throw refused(status, text)
}

type Asked = { readonly method: string; readonly path: string; readonly body?: object }

const timeoutMs = 15_000

async function ask({ apiUrl, storeId, token, teamId }: VercelStore, { method, path, body }: Asked) {
  const url = new URL(`${apiUrl}/v1/edge-config/${encodeURIComponent(storeId)}${path}`)
  if (teamId !== undefined) url.searchParams.set('teamId', teamId)
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    // The token is for this host alone.
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((cause: unknown) => {
    throw new Error(`Vercel's API did not answer: ${reasonOf(cause)}. Nothing is known to have changed.`)
  })
  return { status: response.status, text: await response.text() }
}

function codeOf(text: string): string | undefined {
  return refusal.safeParse(parseJson(text)).data?.error.code
}

function refused(status: number, text: string): Error {
  const told = refusal.safeParse(parseJson(text)).data?.error
  const said =
    told === undefined ? text.slice(0, 200).replaceAll(/\s+/g, ' ') : `${told.code}: ${told.message}`
  return new Error(`Vercel's API answered ${status}: ${said}`)
}
