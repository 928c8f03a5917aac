import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { chatBody } from './support/send-to'
import { type RawEndpoint, startRawEndpoint } from './support/start-raw-endpoint'
import { type Stand, startStand } from './support/start-stand'

vi.setConfig({ maxConcurrency: 10 })

let stand: Stand
let raw: RawEndpoint
let host: SilentHost

/** A host on which connections are neither accepted nor refused. */
type SilentHost = { readonly port: number; close(): void }

const listening = `
  const server = require('node:net').createServer()
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port))
`

async function startSilentHost(): Promise<SilentHost> {
  const child: ChildProcess = spawn(process.execPath, ['-e', listening], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = child.stdout ? await once(child.stdout, 'data') : []
  const port = Number(line)
  // Stopped, it accepts nobody, and once its queue is full the system answers nobody either.
  child.kill('SIGSTOP')
  const queue: Socket[] = []
  for (let isFull = false; !isFull; ) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    queue.push(socket)
    isFull = await Promise.race([once(socket, 'connect').then(() => false), setTimeout(500, true)])
  }
  return {
    port,
    close: () => {
      for (const socket of queue) socket.destroy()
      child.kill('SIGKILL')
    },
  }
}

beforeAll(async () => {
  host = await startSilentHost()
  // It takes what it is sent for the beginning of something in plain text, and waits for the rest.
  raw = await startRawEndpoint()
  const urls = {
    unaccepted: `http://127.0.0.1:${host.port}/v1`,
    'no-handshake': `${raw.baseUrl.replace('http', 'https')}`,
  }
  stand = await startStand({
    endpoints: ['fra'],
    prepare: ({ edgeConfig, endpoint }) => {
      const row = { region: 'iad1', zone: 'US', auth: 'none' }
      const rows = Object.entries(urls).map(
        ([id, baseUrl]) => [id, { ...row, baseUrl, models: [id] }] as const,
      )
      const fra = { ...row, baseUrl: endpoint('fra').url, auth: 'bearer', apiKeyEnv: 'UPSTREAM_KEY_FRA' }
      const models = Object.fromEntries(Object.keys(urls).map(id => [id, 'gpt-4.1'] as const))
      const endpoints = { ...Object.fromEntries(rows), fra: { ...fra, models } }
      edgeConfig.set('regions', { version: 1, endpoints, default: [...Object.keys(urls), 'fra'] })
    },
  })
})
afterAll(async () => {
  host.close()
  await stand.close()
  await raw.close()
})

const hosts = [
  ['that accepts no connection', 'unaccepted'],
  ['that never ends the handshake', 'no-handshake'],
] as const
const cases = hosts.flatMap(([what, id]) => [false, true].map(stream => [what, id, stream] as const))

describe.concurrent('a host', () => {
  it.each(cases)('%s is given up after eight or nine seconds: %s, streamed: %s', async (_, id, stream) => {
    const begun = performance.now()
    const reply = await stand.send({ headers: stand.freshEdge(), body: chatBody({ model: id, stream }) })
    const seconds = (performance.now() - begun) / 1000
    expect(reply.headers.get('x-route-attempts')).toBe(`${id};timeout, fra;200`)
    expect(seconds).toBeGreaterThanOrEqual(7.9)
    expect(seconds).toBeLessThan(13)
    const line = await callLine(stand.gateway, reply.headers.get('x-request-id') ?? '')
    expect(line).toMatchObject({ attempts: `${id};timeout, fra;200`, status: 200 })
  })

  it.each(hosts)('%s makes a 504 where it is the only one', async (_, id) => {
    const headers = { ...stand.freshEdge(), 'x-route-to': id }
    const reply = await stand.send({ headers, body: chatBody({ model: id }) })
    expect([reply.status, reply.json]).toMatchObject([504, { error: { code: 'upstream_timeout' } }])
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(reply.text).not.toContain('127.0.0.1')
  })
})

describe('after that', () => {
  it('no connection to such a host is left, and the next endpoint was asked once for each call', async () => {
    expect(callsOf(stand.world.endpoint('fra'))).toHaveLength(cases.length)
    // A connection that is being made is given up by the platform's client after its own ten seconds.
    await vi.waitFor(() => expect(raw.openSockets()).toBe(0), { timeout: 14_000, interval: 50 })
  })
})
