import type { IncomingMessage, ServerResponse } from 'node:http'
import { newId } from './openai/new-id'
import { readBody } from './read-body'
import { sendJson } from './send-json'
import { type LoopbackServer, startLoopbackServer } from './start-loopback-server'
import { answerCommands } from './upstash/answer-commands'
import { type Command, readCommands } from './upstash/read-commands'
import type { Store } from './upstash/store'

export type UpstashMode = 'ok' | 'error' | 'hang' | 'html' | 'unauthorized'

export interface UpstashOptions {
  store: Store
  token?: string
  port?: number | undefined
}

export interface UpstashServer extends LoopbackServer {
  url: string
  token: string
  /** How many HTTP requests have come. */
  readonly requests: number
  /** How many bytes of JSON were answered. */
  readonly bytesSent: number
  /** Every command of every request, the oldest first. */
  commands: Command[]
  mode: UpstashMode
  /** Forgets what was asked and is well again; the store keeps what it has. */
  reset(): void
}

/** Starts a server that speaks the REST protocol of Upstash Redis over a store. */
export async function startUpstash({
  store,
  token = newId('', 40),
  port,
}: UpstashOptions): Promise<UpstashServer> {
  const state: State = { store, token, requests: 0, bytesSent: 0, commands: [], mode: 'ok' }
  const server = await startLoopbackServer(
    async (request, response) => {
      state.requests += 1
      await answerInMode(state, { request, response })
    },
    { port },
  )
  return {
    ...server,
    url: `http://127.0.0.1:${server.port}`,
    token,
    commands: state.commands,
    get requests() {
      return state.requests
    },
    get bytesSent() {
      return state.bytesSent
    },
    get mode() {
      return state.mode
    },
    set mode(mode) {
      state.mode = mode
    },
    reset: () => {
      state.commands.length = 0
      Object.assign(state, { requests: 0, bytesSent: 0, mode: 'ok' })
    },
  }
}

interface State {
  store: Store
  token: string
  requests: number
  bytesSent: number
  commands: Command[]
  mode: UpstashMode
}

interface Call {
  request: IncomingMessage
  response: ServerResponse
}

const unauthorized = { status: 401, json: { error: 'WRONGPASS invalid or missing auth token' } }

async function answerInMode(state: State, call: Call): Promise<void> {
  switch (state.mode) {
    case 'hang':
      return
    case 'error':
      return sendJson(call.response, { status: 500, json: { error: 'ERR internal error' } })
    case 'unauthorized':
      return sendJson(call.response, unauthorized)
    case 'html':
      call.response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>Bad Gateway</h1></html>')
      return
    case 'ok':
      return answer(state, call)
  }
}

async function answer(state: State, { request, response }: Call): Promise<void> {
  const { store, token, commands } = state
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const bodyText = await readBody(request)
  if (request.headers.authorization !== `Bearer ${token}` && url.searchParams.get('_token') !== token) {
    return sendJson(response, unauthorized)
  }
  const asked = readCommands(url.pathname, bodyText)
  if (!asked) return sendJson(response, { status: 400, json: { error: 'ERR failed to parse command' } })
  commands.push(...(asked.kind === 'command' ? [asked.command] : asked.commands))
  const base64 = request.headers['upstash-encoding'] === 'base64'
  const reply = await answerCommands(asked, { store, base64 })
  state.bytesSent += Buffer.byteLength(JSON.stringify(reply.json))
  sendJson(response, reply)
}
