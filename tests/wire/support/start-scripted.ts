import type { ServerResponse } from 'node:http'
import type { Gateway } from '../../world/start-gateway'
import { startLoopbackServer } from '../../world/start-loopback-server'
import { startStand } from './start-stand'

/** What an endpoint does with a call, written out by the test. */
export type Script = (response: ServerResponse) => Promise<void>

/** The production build before one endpoint that does what it is told, byte by byte. */
export type Scripted = {
  readonly gateway: Gateway
  /** The endpoint's own address. */
  readonly url: string
  play(script: Script): void
  close(): Promise<void>
}

/** Starts a gateway whose only endpoint plays scripts. */
export async function startScripted(): Promise<Scripted> {
  let script: Script = async response => void response.end()
  const endpoint = await startLoopbackServer(async (request, response) => {
    request.resume()
    if (request.method === 'HEAD') response.end()
    else await script(response)
  })
  const row = { auth: 'none', region: 'iad1', zone: 'US', models: ['*'] }
  const baseUrl = `http://127.0.0.1:${endpoint.port}/v1`
  const stand = await startStand({
    endpoints: [],
    prepare: ({ edgeConfig }) =>
      edgeConfig.set('regions', { version: 1, endpoints: { scripted: { ...row, baseUrl } } }),
  })
  return {
    gateway: stand.gateway,
    url: `http://127.0.0.1:${endpoint.port}`,
    play: next => {
      script = next
    },
    close: async () => {
      await stand.close()
      await endpoint.close()
    },
  }
}

/** Writes to the wire and waits until it has left. */
export function writeTo(response: ServerResponse, bytes: string | Uint8Array): Promise<void> {
  return new Promise(resolve => response.write(bytes, () => resolve()))
}
