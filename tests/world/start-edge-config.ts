import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerRead, type EdgeConfigStore } from './edge-config/answer-read'
import { newId } from './openai/new-id'
import { sendJson } from './send-json'
import { type LoopbackServer, startLoopbackServer } from './start-loopback-server'

export type EdgeConfigMode = 'ok' | 'error' | 'hang' | 'unauthorized' | 'not-json'

export interface EdgeConfigOptions {
  items: Record<string, unknown>
  id?: string
  token?: string
  port?: number | undefined
}

export interface EdgeConfigServer extends LoopbackServer {
  connectionString: string
  /** As they are now. */
  readonly items: Readonly<Record<string, unknown>>
  /** How many requests have come. */
  readonly reads: number
  mode: EdgeConfigMode
  set(key: string, value: unknown): void
  remove(key: string): void
  /** Has the items and the mode of the start again, and counts from 0. */
  reset(): void
}

/** Starts a server that speaks the protocol by which Edge Config (Global Config) is read. */
export async function startEdgeConfig({
  items: initial,
  id = newId('ecfg_', 24),
  token = newId('', 36),
  port,
}: EdgeConfigOptions): Promise<EdgeConfigServer> {
  const state: State = { id, token, items: { ...initial }, reads: 0, mode: 'ok' }
  const server = await startLoopbackServer(
    async (request, response) => {
      state.reads += 1
      await answerInMode(state, { request, response })
    },
    { port },
  )
  return {
    ...server,
    connectionString: `http://127.0.0.1:${server.port}/${id}?token=${token}`,
    get items() {
      return state.items
    },
    get reads() {
      return state.reads
    },
    get mode() {
      return state.mode
    },
    set mode(mode) {
      state.mode = mode
    },
    set: (key, value) => {
      state.items = { ...state.items, [key]: value }
    },
    remove: key => {
      const { [key]: _, ...rest } = state.items
      state.items = rest
    },
    reset: () => Object.assign(state, { items: { ...initial }, reads: 0, mode: 'ok' }),
  }
}

interface State extends EdgeConfigStore {
  reads: number
  mode: EdgeConfigMode
}

async function answerInMode(
  { mode, ...store }: State,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  switch (mode) {
    case 'hang':
      return
    case 'error':
      return sendJson(response, { status: 500, json: { error: { code: 'internal_server_error' } } })
    case 'unauthorized':
      return sendJson(response, { status: 401, json: { error: { code: 'unauthorized' } } })
    case 'not-json':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Welcome</body></html>')
      return
    case 'ok':
      return answerRead(store, { request, response })
  }
}
