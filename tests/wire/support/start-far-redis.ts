import { setTimeout } from 'node:timers/promises'
import { readBody } from '../../world/read-body'
import { sendJson } from '../../world/send-json'
import { startLoopbackServer } from '../../world/start-loopback-server'

/** A relay before a Redis over REST, whose answers come late where that is told. */
export type FarRedis = {
  readonly url: string
  /** The Redis behind it. */
  target: string
  latencyMs: number
  /** How much later the first answer on a connection comes. */
  connectMs: number
  close(): Promise<void>
}

export async function startFarRedis(): Promise<FarRedis> {
  const connected = new WeakSet<object>()
  const server = await startLoopbackServer(async (request, response) => {
    const begun = performance.now()
    const { authorization = '', 'upstash-encoding': encoding } = request.headers
    const headers = { authorization, ...(encoding && { 'upstash-encoding': String(encoding) }) }
    const body = await readBody(request)
    const reply = await fetch(far.target + (request.url ?? '/'), { method: 'POST', headers, body })
    const json: unknown = await reply.json()
    const connectMs = connected.has(request.socket) ? 0 : far.connectMs
    connected.add(request.socket)
    // As long as the way there and back takes, whatever the relaying itself took.
    await setTimeout(Math.max(0, far.latencyMs + connectMs - (performance.now() - begun)))
    sendJson(response, { status: reply.status, json })
  })
  const far: FarRedis = {
    url: `http://127.0.0.1:${server.port}`,
    target: '',
    latencyMs: 0,
    connectMs: 0,
    close: () => server.close(),
  }
  return far
}
