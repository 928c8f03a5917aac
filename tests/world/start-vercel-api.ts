import type { IncomingMessage, ServerResponse } from 'node:http'
import { isRecord } from './is-record'
import { parseJson } from './parse-json'
import { readBody } from './read-body'
import { sendJson } from './send-json'
import type { EdgeConfigServer } from './start-edge-config'
import { type LoopbackServer, startLoopbackServer } from './start-loopback-server'

export interface VercelApi extends LoopbackServer {
  url: string
  /** The token that may change the store. */
  token: string
  teamId: string
  /** What was written, in order. */
  written: { key: string; value: unknown }[]
}

interface Options {
  edgeConfig: EdgeConfigServer
}

const token = 'vercel-CANARY-token'
const teamId = 'team_1a2b3c4d5e6f7g8h9i0j1k2l'

/**
 * Starts a server that speaks Vercel's REST API as far as the items of one Edge Config, which is a team's, are read and changed
 * by it. Source: https://vercel.com/docs/rest-api/edge-config/update-edge-config-items-in-batch
 */
export async function startVercelApi({ edgeConfig }: Options): Promise<VercelApi> {
  const storeId = new URL(edgeConfig.connectionString).pathname.slice(1)
  const written: VercelApi['written'] = []
  const server = await startLoopbackServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const body = await readBody(request)
    const refusal = refusalOf(request, { url, storeId })
    if (refusal !== undefined) return fail(response, ...refusal)
    const item = /\/item\/([\w-]+)$/.exec(url.pathname)?.[1]
    if (request.method === 'GET' && item !== undefined)
      return answerItem(response, { item, storeId, items: edgeConfig.items })
    if (request.method !== 'PATCH' || !url.pathname.endsWith('/items'))
      return fail(response, 404, 'not_found')
    const changes = changesOf(parseJson(body))
    if (changes === undefined) return fail(response, 400, 'bad_request')
    for (const change of changes) {
      edgeConfig.set(change.key, change.value)
      written.push(change)
    }
    sendJson(response, { status: 200, json: { status: 'ok' } })
  })
  return { ...server, url: `http://127.0.0.1:${server.port}`, token, teamId, written }
}

type Refusal = readonly [status: number, code: string]

function refusalOf(
  { headers }: IncomingMessage,
  { url, storeId }: { url: URL; storeId: string },
): Refusal | undefined {
  if (headers.authorization !== `Bearer ${token}`) return [403, 'forbidden']
  const isKnown = url.pathname.startsWith(`/v1/edge-config/${storeId}/`)
  return isKnown && url.searchParams.get('teamId') === teamId ? undefined : [404, 'edge_config_not_found']
}

interface Asked {
  item: string
  storeId: string
  items: Readonly<Record<string, unknown>>
}

function answerItem(response: ServerResponse, { item, storeId, items }: Asked): void {
  if (!Object.hasOwn(items, item)) {
    fail(response, 404, 'edge_config_item_not_found')
    return
  }
  const json = {
    key: item,
    value: items[item],
    edgeConfigId: storeId,
    createdAt: 1_790_000_000_000,
    updatedAt: 1_790_000_000_000,
  }
  sendJson(response, { status: 200, json })
}

function changesOf(body: unknown): VercelApi['written'] | undefined {
  if (!isRecord(body) || !Array.isArray(body.items)) return undefined
  const changes = body.items.flatMap((change: unknown) => {
    const isChange =
      isRecord(change) &&
      change.operation === 'upsert' &&
      typeof change.key === 'string' &&
      /^[\w-]{1,256}$/.test(change.key) &&
      'value' in change
    return isChange ? [{ key: String(change.key), value: change.value }] : []
  })
  return changes.length === body.items.length && changes.length > 0 ? changes : undefined
}

function fail(response: ServerResponse, status: number, code: string): void {
  sendJson(response, { status, json: { error: { code, message: `The request is refused: ${code}.` } } })
}
