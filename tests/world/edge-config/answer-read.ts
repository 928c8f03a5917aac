import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendJson } from '../send-json'

export interface EdgeConfigStore {
  id: string
  token: string
  items: Record<string, unknown>
}

interface Read {
  request: IncomingMessage
  response: ServerResponse
}

/** Answers one read as the service does, as far as `@vercel/edge-config` 1.5 asks for it. */
export function answerRead(store: EdgeConfigStore, { request, response }: Read): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const refusal = refusalOf(store, { request, url })
  if (refusal) {
    sendJson(response, refusal)
    return
  }
  const digest = hash(JSON.stringify(store.items))
  const found = lookUp(store, { url, digest })
  // The clients tell a missing key from a missing store by this header alone.
  const headers = { 'x-edge-config-digest': digest, 'cache-control': 'public, max-age=0, must-revalidate' }
  if (found === undefined) {
    sendJson(response, { status: 404, json: { error: { code: 'edge_config_item_not_found' } }, headers })
    return
  }
  const etag = `"${hash(JSON.stringify(found.value))}"`
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { ...headers, etag }).end()
    return
  }
  sendJson(response, { status: 200, json: found.value, headers: { ...headers, etag } })
}

function refusalOf({ id, token }: EdgeConfigStore, { request, url }: { request: IncomingMessage; url: URL }) {
  if (!url.pathname.startsWith(`/${id}/`)) {
    return { status: 404, json: { error: { code: 'edge_config_not_found' } } }
  }
  if (request.headers.authorization !== `Bearer ${token}`) {
    return { status: 401, json: { error: { code: 'unauthorized' } } }
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, json: { error: { code: 'method_not_allowed' } }, headers: { allow: 'GET, HEAD' } }
  }
  return undefined
}

function lookUp({ id, items }: EdgeConfigStore, { url, digest }: { url: URL; digest: string }) {
  const [kind, ...rest] = url.pathname.slice(id.length + 2).split('/')
  const key = decodeURIComponent(rest.join('/'))
  switch (kind) {
    case 'digest':
      return { value: digest }
    case 'items':
      return { value: pick(items, url.searchParams.getAll('key')) }
    case 'item':
      return Object.hasOwn(items, key) ? { value: items[key] } : undefined
    default:
      return undefined
  }
}

function pick(items: Record<string, unknown>, keys: string[]) {
  if (keys.length === 0) return items
  return Object.fromEntries(keys.filter(key => Object.hasOwn(items, key)).map(key => [key, items[key]]))
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
